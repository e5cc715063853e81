namespace RetentionApp.DevStore.State;

internal sealed class Customer
{
    public required long Id { get; init; }
    public string FirstName { get; set; } = "";
    public string LastName { get; set; } = "";
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public string Locale { get; set; } = "en";
    public string State { get; set; } = "enabled";
    public string CountryCode { get; set; } = "GB";
    public List<string> Tags { get; } = [];
    public bool VerifiedEmail { get; set; } = true;
    public bool AcceptsEmail { get; set; }
    /// <summary>When <see cref="AcceptsEmail"/> last changed; null: never since the customer was made.</summary>
    public DateTime? ConsentedAt { get; set; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; set; }

    public List<StoreCreditEntry> StoreCredit { get; } = [];

    /// <summary>By namespace and key, <c>$app:loyalty.balance</c>.</summary>
    public Dictionary<string, Metafield> Metafields { get; } = [];

    /// <summary>The customer's orders, oldest first.</summary>
    public List<Order> Orders { get; } = [];

    public string Name => $"{FirstName} {LastName}".Trim() is { Length: > 0 } name ? name : Email ?? $"Customer {Id}";

    public long Spent => Orders.Sum(order => Math.Max(0, order.Received - order.Refunded));
}
