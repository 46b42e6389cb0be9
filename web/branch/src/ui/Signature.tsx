import { type PointerEvent, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { bytesOf } from '../photo';
import { useWords } from '../words/language';

export interface SignaturePad {
  /** A PNG of what was drawn; null while nothing is. */
  bytes(): Promise<Uint8Array<ArrayBuffer> | null>;
}

const HEIGHT = 170;
const STROKE = 2.6;

/** A line to sign on with a finger. */
export function Signature({ ref }: { ref: Ref<SignaturePad> }) {
  const words = useWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drawn, setDrawn] = useState(false);

  const paper = () => canvas.current!.getContext('2d')!;
  const wipe = () => {
    const { width, height } = canvas.current!;
    paper().save();
    paper().setTransform(1, 0, 0, 1, 0, 0);
    paper().fillStyle = '#fff';
    paper().fillRect(0, 0, width, height);
    paper().restore();
    setDrawn(false);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the paper is laid out once
  useEffect(() => {
    const element = canvas.current!;
    const scale = Math.min(2, devicePixelRatio);
    element.width = element.clientWidth * scale;
    element.height = HEIGHT * scale;
    const context = paper();
    context.scale(scale, scale);
    context.lineWidth = STROKE;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.strokeStyle = '#10201d';
    wipe();
  }, []);
  useImperativeHandle(ref, () => ({
    bytes: async () => (drawn ? bytesOf(canvas.current!, 'image/png') : null),
  }));

  const at = ({ nativeEvent }: PointerEvent): [number, number] => [nativeEvent.offsetX, nativeEvent.offsetY];
  const down = (event: PointerEvent) => {
    canvas.current!.setPointerCapture(event.pointerId);
    paper().beginPath();
    paper().moveTo(...at(event));
  };
  const move = (event: PointerEvent) => {
    if (!canvas.current!.hasPointerCapture(event.pointerId)) return;
    paper().lineTo(...at(event));
    paper().stroke();
    if (!drawn) setDrawn(true);
  };
  return (
    <div className="field">
      <span>{words.tasks.sign}</span>
      <div className="signature">
        <canvas
          ref={canvas}
          role="img"
          aria-label={words.tasks.signHere}
          style={{ height: HEIGHT }}
          onPointerDown={down}
          onPointerMove={move}
        />
        {!drawn && <span aria-hidden="true">{words.tasks.signHere}</span>}
      </div>
      {drawn && (
        <button type="button" className="link" onClick={wipe}>
          {words.tasks.clear}
        </button>
      )}
    </div>
  );
}
