import { numberFrom } from "../lib/dom";

/** A place in WGS 84; `accuracy` in metres, only when a device measured it. */
export interface Place {
  lon: number;
  lat: number;
  accuracy: number | null;
}

/** Seven digits are a centimetre. */
export const written = (degrees: number): string => String(Math.round(degrees * 1e7) / 1e7);

export function placeFrom(lon: string | undefined, lat: string | undefined): Place | null {
  const [x, y] = [numberFrom(lon), numberFrom(lat)];
  return x === null || y === null ? null : { lon: x, lat: y, accuracy: null };
}

/** Asks the device once where it is; the browser asks the person. */
export function devicePosition(): Promise<Place> {
  return new Promise((found, failed) => {
    if (!navigator.geolocation) {
      failed(new Error("unavailable"));
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        found({ lon: coords.longitude, lat: coords.latitude, accuracy: Math.round(coords.accuracy) }),
      (refusal) => failed(new Error(refusal.code === refusal.PERMISSION_DENIED ? "denied" : "unavailable")),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 0 },
    );
  });
}
