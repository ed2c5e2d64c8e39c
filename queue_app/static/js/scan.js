// Reading a QR code with a camera: by the browser itself where it can, else with jsQR, which is fetched only then.
//
//   const camera = await open(video, { facing: "user" });   // rejects where there is no camera, or it may not be used
//   const text = await camera.found;                          // the first code seen; "" when it was closed before
//   camera.close();
//
// Nothing is recorded and nothing leaves the device: pictures are looked at and dropped.

const READER = new URL("../vendor/jsqr.js", import.meta.url).href;
const PAUSE = 150; // milliseconds between two looks: a slow tablet stays usable
const WIDEST = 640; // pixels looked at; more only costs time

/** Whether this browser can give a page a camera at all. */
export const canScan = () => Boolean(navigator.mediaDevices && navigator.mediaDevices.getUserMedia);

/** Show the camera in `video` and look for a code. */
export async function open(video, { facing = "user" } = {}) {
  const [stream, look] = await Promise.all([
    navigator.mediaDevices.getUserMedia({ video: { facingMode: facing, width: { ideal: 1280 } } }),
    eye(),
  ]);
  let on = true;
  video.srcObject = stream;
  await video.play();

  function close() {
    on = false;
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  }

  async function watch() {
    while (on) {
      const text = video.readyState >= video.HAVE_CURRENT_DATA ? await look(video).catch(() => "") : "";
      if (text && on) return text;
      await new Promise((soon) => setTimeout(soon, PAUSE));
    }
    return "";
  }

  return { found: watch(), close };
}

/** A function that reads the text of a code in what a video shows, "" for none. */
async function eye() {
  if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => ((await detector.detect(video))[0] || { rawValue: "" }).rawValue;
  }
  if (!window.jsQR) await import(READER);
  const canvas = document.createElement("canvas");
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, WIDEST / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    drawing.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = drawing.getImageData(0, 0, canvas.width, canvas.height);
    return (window.jsQR(data, width, height, { inversionAttempts: "dontInvert" }) || { data: "" }).data;
  };
}
