import type { Loyalty } from '../../shared/answers';
import type { Words } from '../../shared/words';

/** How points come in, in the server's words. */
export function Earning({ loyalty, say }: { loyalty: Loyalty; say: Words }) {
  if (!loyalty.active || loyalty.ways.length + loyalty.earn.length === 0) return null;
  return (
    <s-section heading={say.text('earning')}>
      <s-stack gap="base">
        {[...loyalty.ways, ...loyalty.earn].map((way) => (
          <s-stack key={way.title} gap="none">
            <s-text type="strong">{way.title}{'done' in way && way.done ? ` · ${say.text('done')}` : ''}</s-text>
            {way.detail && <s-text color="subdued">{way.detail}</s-text>}
          </s-stack>
        ))}
      </s-stack>
    </s-section>
  );
}
