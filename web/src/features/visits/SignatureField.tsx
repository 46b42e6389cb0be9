import { Button } from '@mantine/core';
import { IconArrowBackUp, IconEraser } from '@tabler/icons-react';
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import SignaturePad from 'signature_pad';
import classes from './HandOver.module.css';

export interface Signature {
  /** What was drawn: a PNG in base64, black on white; null while nothing is. */
  png(): string | null;
}

interface Props {
  ref: Ref<Signature>;
  label: string;
  onChange: (empty: boolean) => void;
}

/** A line to sign on, by finger, pen or mouse. What is drawn survives a turned screen. */
export function SignatureField({ ref, label, onChange }: Props) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<SignaturePad | null>(null);
  const [empty, setEmpty] = useState(true);
  const told = useRef(onChange);
  useEffect(() => {
    told.current = onChange;
  });

  useEffect(() => {
    const surface = canvas.current;
    if (!surface) return;
    // Black on white in every theme: it is a document.
    const drawn = new SignaturePad(surface, {
      penColor: '#10211f',
      backgroundColor: '#ffffff',
      minWidth: 0.9,
    });
    pad.current = drawn;
    const tell = () => {
      setEmpty(drawn.isEmpty());
      told.current(drawn.isEmpty());
    };
    drawn.addEventListener('endStroke', tell);
    let width = 0;
    const fit = () => {
      if (surface.clientWidth === width) return;
      const strokes = drawn.toData();
      const scale = width === 0 ? 1 : surface.clientWidth / width;
      width = surface.clientWidth;
      const ratio = Math.max(window.devicePixelRatio, 1);
      surface.width = width * ratio;
      surface.height = surface.clientHeight * ratio;
      surface.getContext('2d')?.scale(ratio, ratio);
      drawn.clear();
      const fitted = strokes.map((stroke) => ({
        ...stroke,
        points: stroke.points.map((point) => ({ ...point, x: point.x * scale, y: point.y * scale })),
      }));
      if (fitted.length > 0) drawn.fromData(fitted);
    };
    const watched = new ResizeObserver(fit);
    watched.observe(surface);
    return () => {
      watched.disconnect();
      drawn.off();
      pad.current = null;
    };
  }, []);

  useImperativeHandle(ref, () => ({
    png: () => {
      const drawn = pad.current;
      return !drawn || drawn.isEmpty() ? null : drawn.toDataURL('image/png').replace(/^data:[^,]+,/, '');
    },
  }));

  const redo = (change: (drawn: SignaturePad) => void) => () => {
    const drawn = pad.current;
    if (!drawn) return;
    change(drawn);
    setEmpty(drawn.isEmpty());
    onChange(drawn.isEmpty());
  };
  return (
    <div className={classes.signature}>
      <canvas ref={canvas} className={classes.canvas} role="img" aria-label={label} />
      {empty && (
        <span className={classes.line} aria-hidden>
          {t('visits.handOver.signHere')}
        </span>
      )}
      <div className={classes.tools}>
        <Button
          variant="subtle"
          color="gray"
          size="sm"
          disabled={empty}
          leftSection={<IconArrowBackUp size={17} stroke={1.7} />}
          onClick={redo((drawn) => {
            const strokes = drawn.toData().slice(0, -1);
            drawn.clear();
            if (strokes.length > 0) drawn.fromData(strokes);
          })}
        >
          {t('visits.handOver.undo')}
        </Button>
        <Button
          variant="subtle"
          color="gray"
          size="sm"
          disabled={empty}
          leftSection={<IconEraser size={17} stroke={1.7} />}
          onClick={redo((drawn) => drawn.clear())}
        >
          {t('visits.handOver.clear')}
        </Button>
      </div>
    </div>
  );
}
