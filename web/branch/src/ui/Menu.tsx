import { useMoment, useWords } from '../words/language';
import { useOpen } from './context';
import { Icon } from './icons';
import { PageHead, Sure } from './parts';

export function Menu({ switchLanguage }: { switchLanguage: () => void }) {
  const words = useWords();
  const moment = useMoment();
  const { phone, state } = useOpen();
  const { vault } = state;
  return (
    <>
      <PageHead title={words.menu.title} />
      {vault && (
        <div className="facts">
          <strong>
            <bdi>{vault.representative}</bdi>
            {vault.branch && <> · {vault.branch}</>}
          </strong>
          <span className="quiet">
            <bdi>{vault.deviceName}</bdi> · {words.menu.device(vault.number)}
          </span>
          <span className="quiet">{words.menu.seen(moment(vault.lastContact))}</span>
        </div>
      )}
      <div className="stack">
        <button type="button" className="button" onClick={() => phone.lock()}>
          <Icon name="lock" size={20} /> {words.menu.lock}
        </button>
        <button type="button" className="button" onClick={switchLanguage}>
          {words.menu.language}
        </button>
        {state.waiting === 0 && state.items.every((item) => item.state === 'sent') ? (
          <Sure label={words.menu.leave} sure={words.menu.leaveSure} onSure={() => void phone.leave()} />
        ) : (
          <button type="button" className="button ghost" disabled>
            {words.menu.leave}
          </button>
        )}
        <p className="quiet">{words.menu.leaveHint}</p>
      </div>
    </>
  );
}
