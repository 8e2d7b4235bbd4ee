/** The tablet's camera as a reader of QR codes, where the browser can (Chromium on Android). */
interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorClass = new (options: { readonly formats: readonly string[] }) => Detector;

const detectorClass = (): DetectorClass | undefined =>
  (globalThis as { readonly BarcodeDetector?: DetectorClass }).BarcodeDetector;

export const canScan = (): boolean => detectorClass() !== undefined && navigator.mediaDevices !== undefined;

const LOOK_MS = 200;

/** Shows the rear camera in `video` until it is stopped and tells each code it sees. @throws when the camera is refused. */
export async function scanCodes(video: HTMLVideoElement, onText: (text: string) => void): Promise<() => void> {
  const Detect = detectorClass();
  if (Detect === undefined) throw new Error('this browser reads no codes');
  const detector = new Detect({ formats: ['qr_code'] });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  video.srcObject = stream;
  await video.play();
  const look = setInterval(() => {
    const seen = detector.detect(video);
    // A frame that cannot be read is followed by the next one.
    void seen.then((codes) => codes.forEach((code) => onText(code.rawValue))).catch(() => undefined);
  }, LOOK_MS);
  return () => {
    clearInterval(look);
    stream.getTracks().forEach((track) => track.stop());
  };
}
