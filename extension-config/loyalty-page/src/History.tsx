import type { Loyalty } from '../../shared/answers';
import type { Words } from '../../shared/words';

export function History({ loyalty, say }: { loyalty: Loyalty; say: Words }) {
  return (
    <s-section heading={say.text('history')}>
      {loyalty.history.length === 0 ? <s-text color="subdued">{say.text('nothingYet')}</s-text> : (
        <s-stack gap="base">
          {loyalty.history.map((entry) => (
            <s-grid key={`${entry.at}${entry.reason}${entry.points}`} gridTemplateColumns="1fr auto" gap="base">
              <s-stack gap="none">
                <s-text>{entry.reason}</s-text>
                <s-text color="subdued">{say.day(entry.at)}</s-text>
              </s-stack>
              <s-text type="strong">{say.signed(entry.points)}</s-text>
            </s-grid>
          ))}
        </s-stack>
      )}
    </s-section>
  );
}
