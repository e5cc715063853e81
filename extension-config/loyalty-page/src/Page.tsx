import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import { useMemo } from 'preact/hooks';
import { client } from '../../shared/client';
import { facts, standingOf } from '../../shared/facts';
import { useAnswer } from '../../shared/useAnswer';
import { words } from '../../shared/words';
import { Codes } from './Codes';
import { Earning } from './Earning';
import { History } from './History';
import { Rewards } from './Rewards';

export default async () => {
  render(<Page />, document.body);
};

function Page() {
  const locale = shopify.localization.extensionLanguage.value.isoCode;
  const say = words(shopify.i18n, locale);
  const app = useMemo(() => client({ token: () => shopify.sessionToken.get(), locale }), [locale]);
  const { answer, reload } = useAnswer(() => app.loyalty(), app);
  const standing = standingOf(answer);
  const loyalty = answer?.value;
  return (
    <s-page heading={say.text('title')}>
      {standing === 'loading' && <s-section><s-skeleton-paragraph content={say.text('loading')} /></s-section>}
      {standing === 'failed' && (
        <s-banner tone="critical" heading={say.text('failedTitle')}>
          <s-stack gap="base">
            <s-text>{say.text('failedText')}</s-text>
            <s-button onClick={() => { void reload(); }}>{say.text('tryAgain')}</s-button>
          </s-stack>
        </s-banner>
      )}
      {standing === 'guest' && <s-section><s-text>{say.text('guestTitle')}</s-text></s-section>}
      {standing === 'paused' && <s-banner tone="info" heading={say.text('pausedTitle')}>{say.text('pausedText')}</s-banner>}
      {standing === 'blocked' && <s-banner tone="warning">{say.text('blocked')}</s-banner>}
      {loyalty?.customer && (
        <s-stack gap="large">
          <s-section heading={say.points(loyalty.available, loyalty.word)}>
            <s-stack gap="small">
              {facts(loyalty, say).map((line) => <s-text key={line}>{line}</s-text>)}
              {loyalty.available === 0 && loyalty.history.length === 0 && <s-text>{say.text('firstOrder')}</s-text>}
              {loyalty.tier?.name && <s-text type="strong">{loyalty.tier.name}</s-text>}
              {loyalty.tier?.next && <s-progress value={loyalty.tier.percent ?? 0} max={100} accessibilityLabel={loyalty.tier.next.name} />}
              {loyalty.tier?.next?.words && <s-text>{loyalty.tier.next.words}</s-text>}
              {loyalty.tier?.keep && <s-text>{loyalty.tier.keep}</s-text>}
            </s-stack>
          </s-section>
          <Codes loyalty={loyalty} client={app} say={say} changed={reload} />
          {standing === 'member' && <Rewards loyalty={loyalty} client={app} say={say} changed={reload} />}
          <Earning loyalty={loyalty} say={say} />
          <History loyalty={loyalty} say={say} />
        </s-stack>
      )}
    </s-page>
  );
}
