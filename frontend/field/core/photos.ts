/**
 * Photos as they are sent: at most 1600 px and 300 KB, drawn anew, which leaves everything the camera wrote beside the
 * picture (place, time, device) behind.
 */

export const LONGEST_PX = 1600;
export const MOST_BYTES = 300 * 1024;
const QUALITIES = [0.82, 0.72, 0.62, 0.5, 0.4];
const SMALLER = 0.75;
const SMALLEST_PX = 320;

/** Width and height so that the longer side is at most `longest`; never larger than it was. */
export function scaled(width: number, height: number, longest = LONGEST_PX): [number, number] {
  const factor = Math.min(1, longest / Math.max(width, height, 1));
  return [Math.max(1, Math.round(width * factor)), Math.max(1, Math.round(height * factor))];
}

export type Draw = (longest: number, quality: number) => Promise<Blob>;

/** The best picture that is small enough: first less quality, then fewer pixels. */
export async function smallEnough(draw: Draw): Promise<Blob> {
  let best: Blob | null = null;
  for (let longest = LONGEST_PX; longest >= SMALLEST_PX; longest *= SMALLER) {
    for (const quality of QUALITIES) {
      best = await draw(Math.round(longest), quality);
      if (best.size <= MOST_BYTES) return best;
    }
  }
  if (!best) throw new Error("nothing was drawn");
  return best;
}

function drawing(picture: ImageBitmap): Draw {
  return async (longest, quality) => {
    const [width, height] = scaled(picture.width, picture.height, longest);
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const brush = canvas.getContext("2d");
    if (!brush) throw new Error("no canvas");
    brush.fillStyle = "#ffffff"; // a JPEG has no transparency
    brush.fillRect(0, 0, width, height);
    brush.drawImage(picture, 0, 0, width, height);
    return new Promise((done, fail) =>
      canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/jpeg", quality),
    );
  };
}

/** The photo as a JPEG; rejects when this phone cannot read the file. */
export async function prepared(file: Blob): Promise<ArrayBuffer> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    return await (await smallEnough(drawing(picture))).arrayBuffer();
  } finally {
    picture.close();
  }
}
