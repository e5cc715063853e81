using RetentionApp.Commerce;

namespace RetentionApp.Loyalty.Earning.Rules;

/// <summary>
/// An account in the shop. Shopify makes a customer of every guest who buys; only the state "enabled" says that somebody
/// has made an account, at once or long after the first order.
/// </summary>
internal sealed class SignUpRule : IDeedRule
{
    public DeedKind Kind => DeedKind.SignUp;
    public DeedRule Start => new("signup", Kind, 100, false);
    public int Ever => 1;

    public string? KeyOf(CustomerHeard heard, CustomerBefore before, DateTime since) =>
        heard.State == "enabled" && (heard.CreatedAt >= since || before.State is not (null or "enabled")) ? Deed.Once : null;
}
