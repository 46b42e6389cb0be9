import { useTranslation } from 'react-i18next';
import classes from './TemplateText.module.css';
import { templatePieces } from './template-text';

/** A template's words with what is filled in; the places still empty stand out by their number. */
export function TemplateText({ text, variables }: { text: string; variables?: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <span className={classes.text} dir="auto">
      {templatePieces(text, variables).map((piece) =>
        'text' in piece ? (
          <span key={piece.at}>{piece.text}</span>
        ) : (
          <bdi
            key={piece.at}
            className={classes.place}
            title={t('composer.templates.place', { number: piece.place })}
          >
            {piece.place}
          </bdi>
        ),
      )}
    </span>
  );
}
