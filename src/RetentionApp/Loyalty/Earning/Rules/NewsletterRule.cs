using RetentionApp.Commerce;

namespace RetentionApp.Loyalty.Earning.Rules;

/// <summary>
/// Consent to e-mail, as the shop heard it from Shopify: our pages never ask for it with a ticked box. Withdrawn and given
/// again it earns nothing more.
/// </summary>
internal sealed class NewsletterRule : IDeedRule
{
    public DeedKind Kind => DeedKind.Newsletter;
    public DeedRule Start => new("newsletter", Kind, 50, false);
    public int Ever => 1;

    public string? KeyOf(CustomerHeard heard, CustomerBefore before, DateTime since) =>
        heard.HasEmailConsent == true && IsNew(heard, before, since) ? Deed.Once : null;

    private static bool IsNew(CustomerHeard heard, CustomerBefore before, DateTime since) =>
        heard.ConsentedAt is { } at ? at >= since : before.HasEmailConsent == false || heard.CreatedAt >= since;
}
