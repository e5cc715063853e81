/** Where the app runs: its `application_url` in shopify.app.toml, without a slash at the end. Put your own address here before you deploy. */
export const appUrl = 'https://retention.example.com';
