using RetentionApp.Commerce;

namespace RetentionApp.Loyalty.Earning.Rules;

/// <summary>First name, last name, e-mail and birthday are all known.</summary>
internal sealed class ProfileRule : IDeedRule
{
    public DeedKind Kind => DeedKind.Profile;
    public DeedRule Start => new("profile", Kind, 50, false);
    public int Ever => 1;

    public string? KeyOf(CustomerHeard heard, CustomerBefore before, DateTime since) =>
        before.HasBirthday && heard is { FirstName: not null, LastName: not null, Email: not null } ? Deed.Once : null;
}
