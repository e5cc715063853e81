import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import { AtTheTill } from './AtTheTill';
import { wordsOf } from './till';

export default async () => {
  render(<Home />, document.body);
};

/** Opened from the tile: the customer in the cart. */
function Home() {
  const say = wordsOf(shopify);
  const customer = shopify.cart.current.value.customer?.id;
  return (
    <s-page heading={say.text('name')}>
      {customer ? <AtTheTill till={shopify} customer={customer} /> : <s-section><s-text>{say.text('noCustomer')}</s-text></s-section>}
    </s-page>
  );
}
