import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import type { Loyalty } from '../../shared/answers';
import { client } from '../../shared/client';
import { facts, standingOf } from '../../shared/facts';
import { useAnswer } from '../../shared/useAnswer';
import { words, type Words } from '../../shared/words';

export default async () => {
  render(<Profile />, document.body);
};

function Profile() {
  const locale = shopify.localization.extensionLanguage.value.isoCode;
  const say = words(shopify.i18n, locale);
  const { answer, reload } = useAnswer(() => client({ token: () => shopify.sessionToken.get(), locale }).loyalty(), locale);
  const standing = standingOf(answer);
  return (
    <s-section heading={say.text('title')}>
      {standing === 'loading' && <s-skeleton-paragraph content={say.text('loading')} />}
      {standing === 'failed' && (
        <s-stack gap="base">
          <s-text>{say.text('failedTitle')}. {say.text('failedText')}</s-text>
          <s-button onClick={() => { void reload(); }}>{say.text('tryAgain')}</s-button>
        </s-stack>
      )}
      {standing === 'guest' && <s-text>{say.text('guestTitle')}</s-text>}
      {answer?.value && standing !== 'guest' && <Member loyalty={answer.value} standing={standing} say={say} />}
    </s-section>
  );
}

function Member({ loyalty, standing, say }: { loyalty: Loyalty; standing: string; say: Words }) {
  const lines = facts(loyalty, say);
  return (
    <s-stack gap="base">
      <s-heading>{say.points(loyalty.available, loyalty.word)}</s-heading>
      {loyalty.tier?.name && <s-text>{loyalty.tier.name}</s-text>}
      {lines.map((line) => <s-text key={line} color="subdued">{line}</s-text>)}
      {loyalty.available === 0 && lines.length === 0 && <s-text color="subdued">{say.text('firstOrder')}</s-text>}
      {standing === 'paused' && <s-text>{say.text('pausedText')}</s-text>}
      {standing === 'blocked' && <s-text>{say.text('blocked')}</s-text>}
      <s-button href="extension:loyalty-page/">{say.text('openPage')}</s-button>
    </s-stack>
  );
}
