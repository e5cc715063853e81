using RetentionApp.Admin;
using RetentionApp.Shopify;

namespace RetentionApp.Api.Admin;

/// <summary>How the API is called, for a person; the exact form of everything is in the OpenAPI document.</summary>
internal sealed class ApiGuideModel(ShopifyOptions options) : AdminPage
{
    internal string Address => options.AppUrl + ApiModule.Prefix;
}
