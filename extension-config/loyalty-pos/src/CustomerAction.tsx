import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import { AtTheTill } from './AtTheTill';
import { wordsOf } from './till';

export default async () => {
  render(<CustomerAction />, document.body);
};

/** Opened from the block in a customer's details. */
function CustomerAction() {
  return <s-page heading={wordsOf(shopify).text('name')}><AtTheTill till={shopify} customer={shopify.customer.id} /></s-page>;
}
