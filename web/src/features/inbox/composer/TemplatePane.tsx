import { Skeleton } from '@mantine/core';
import { useRef } from 'react';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { useTemplates } from '../../../lib/queries';
import type { ChosenTemplate, Conversation } from '../../../lib/schemas';
import { TemplateFields } from './TemplateFields';
import { TemplateList } from './TemplateList';
import { isSameTemplate, variablesFor } from './template-text';

interface Props {
  accountId: string;
  conversation: Conversation;
  chosen: ChosenTemplate | null;
  onChoose: (chosen: ChosenTemplate | null) => void;
  onSend: (chosen: ChosenTemplate, reads: string) => void;
  /** Back to free text; missing while there is none. */
  onLeave?: () => void;
}

/** Instead of free text: choose an approved template, then fill its places. */
export function TemplatePane({ accountId, conversation, chosen, onChoose, onSend, onLeave }: Props) {
  const query = useTemplates(accountId);
  // Who comes back from a template goes on where they were; who opens the conversation is not pulled away.
  const cameBack = useRef(false);
  if (query.isError && !query.data) {
    return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) {
    return (
      <div aria-busy="true">
        <Skeleton height={36} mt={10} radius="md" />
        <Skeleton height={62} mt={8} radius="md" />
      </div>
    );
  }
  // A template that was withdrawn since it was chosen is not offered any more.
  const template = chosen
    ? query.data.find((one) => one.status === 'approved' && isSameTemplate(one, chosen))
    : undefined;
  if (template && chosen) {
    return (
      <TemplateFields
        key={`${template.name} ${template.language}`}
        template={template}
        variables={variablesFor(template, chosen.variables)}
        onChange={(variables) => onChoose({ ...chosen, variables })}
        onBack={() => {
          cameBack.current = true;
          onChoose(null);
        }}
        onSend={onSend}
      />
    );
  }
  return (
    <TemplateList
      templates={query.data}
      conversation={conversation}
      focus={cameBack.current || Boolean(onLeave)}
      onPick={(one) => onChoose({ name: one.name, language: one.language, variables: variablesFor(one) })}
      onLeave={onLeave}
    />
  );
}
