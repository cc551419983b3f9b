/** The English of what the phone app says. */
export const english: Record<string, string> = {};
