import { useState } from 'preact/hooks';
import type { Code, Loyalty, Problem } from '../../shared/answers';
import type { Client } from '../../shared/client';
import type { Words } from '../../shared/words';

/** Codes that were bought and not used yet, to copy, to use, or to give back. */
export function Codes({ loyalty, client, say, changed }: { loyalty: Loyalty; client: Client; say: Words; changed: () => Promise<void> }) {
  const [done, setDone] = useState(false);
  if (loyalty.codes.length === 0 && !done) return null;
  return (
    <s-section heading={say.text('codes')}>
      <s-stack gap="base">
        {done && <s-banner tone="success">{say.text('cancelled')}</s-banner>}
        {loyalty.codes.map((code) => <Held key={code.id} code={code} client={client} say={say} changed={async () => { setDone(true); await changed(); }} />)}
      </s-stack>
    </s-section>
  );
}

function Held({ code, client, say, changed }: { code: Code; client: Client; say: Words; changed: () => Promise<void> }) {
  const [step, setStep] = useState<'shown' | 'asking' | 'working'>('shown');
  const [problem, setProblem] = useState<Problem>();

  async function giveBack() {
    setStep('working');
    const answer = await client.cancel(code.id);
    setProblem(answer.problem);
    setStep('shown');
    if (!answer.problem) await changed();
  }

  return (
    <s-stack gap="small">
      <s-text type="strong">{code.code}</s-text>
      <s-text>{code.title}{code.expiresAt ? ` · ${say.text('until', { date: say.day(code.expiresAt) })}` : ''}</s-text>
      {problem && <s-banner tone="critical" heading={problem.title}>{problem.detail ?? say.text('connection')}</s-banner>}
      {code.state === 'cancelling' && <s-text color="subdued">{say.text('cancelling')}</s-text>}
      {step !== 'shown' && <s-text>{say.text('giveBackText')}</s-text>}
      <s-clipboard-item id={`code-${code.id}`} text={code.code} />
      <s-stack direction="inline" gap="base">
        {step === 'shown' ? (
          <>
            <s-button commandFor={`code-${code.id}`} command="--copy">{say.text('copy')}</s-button>
            {code.applyUrl && <s-button href={code.applyUrl}>{say.text('useNow')}</s-button>}
            {code.cancellable && <s-button variant="secondary" onClick={() => setStep('asking')}>{say.text('giveBack')}</s-button>}
          </>
        ) : (
          <>
            <s-button tone="critical" loading={step === 'working'} onClick={() => { void giveBack(); }}>{say.text('giveBackYes')}</s-button>
            <s-button variant="secondary" disabled={step === 'working'} onClick={() => setStep('shown')}>{say.text('notNow')}</s-button>
          </>
        )}
      </s-stack>
    </s-stack>
  );
}
