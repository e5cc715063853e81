namespace RetentionApp.Shopify;

/// <summary>
/// Shopify did not answer in a way that settles the matter: throttled, down, timed out. Try again later.
/// <see cref="MaybeDone"/> is true when a change was sent and may have happened: look before sending it again.
/// </summary>
internal sealed class ShopifyUnavailable(string message, bool maybeDone = false, bool isGone = false, Exception? inner = null) : Exception(message, inner)
{
    internal bool MaybeDone => maybeDone;

    /// <summary>What was to be read is no longer there, the file of a bulk operation whose address ran out for example.</summary>
    internal bool IsGone => isGone;
}

/// <summary>Shopify will not do this for us until a person acts: a scope is missing, the shop is closed, or the merchant must open the app to renew its token.</summary>
internal sealed class ShopifyDenied(string message) : Exception(message);
