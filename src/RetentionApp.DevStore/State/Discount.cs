using System.Globalization;

namespace RetentionApp.DevStore.State;

/// <summary>A code discount the app created, as DiscountCodeBasicInput describes it.</summary>
internal sealed class Discount
{
    public required long Id { get; init; }
    public required string Title { get; init; }
    public required string Code { get; init; }
    public required DateTime CreatedAt { get; init; }
    public DateTime StartsAt { get; init; }
    public DateTime? EndsAt { get; init; }
    public int? UsageLimit { get; init; }
    public bool OncePerCustomer { get; init; }
    public long Amount { get; init; }

    /// <summary>0.1 is 10 %; used when <see cref="Amount"/> is 0.</summary>
    public decimal Percentage { get; init; }
    public long MinimumSubtotal { get; init; }
    public int MinimumQuantity { get; init; }

    /// <summary>Null: everybody.</summary>
    public IReadOnlyList<long>? Customers { get; init; }
    /// <summary>Only members of one of these; null: no such limit.</summary>
    public IReadOnlyList<Segment>? Segments { get; init; }
    public bool IsFreeShipping { get; init; }
    public string Combines { get; init; } = "";
    public List<long?> UsedBy { get; } = [];

    public bool IsActive(DateTime now) => StartsAt <= now && (EndsAt is not { } end || end > now);

    /// <summary>Null when the code may be used, else the words the checkout shows.</summary>
    public string? Refusal(Customer? customer, long subtotal, int quantity, string currency, DateTime now)
    {
        if (StartsAt > now) return "This discount has not started yet.";
        if (EndsAt is { } end && end <= now) return "This discount has ended.";
        if (UsageLimit is { } limit && UsedBy.Count >= limit) return "This code has already been used.";
        if (Customers is { } allowed && (customer is null || !allowed.Contains(customer.Id))) return customer is null ? "Sign in to use this code." : "This code belongs to another customer.";
        if (Segments is { } segments && (customer is null || !segments.Any(segment => segment.Holds(customer)))) return customer is null ? "Sign in to use this code." : "This code is not for you.";
        if (OncePerCustomer && customer is not null && UsedBy.Contains(customer.Id)) return "You have already used this code.";
        if (subtotal < MinimumSubtotal) return $"Spend at least {new Money(MinimumSubtotal, currency).Shown} to use this code.";
        if (quantity < MinimumQuantity) return string.Create(CultureInfo.InvariantCulture, $"Buy at least {MinimumQuantity} items to use this code.");
        return null;
    }

    public long Off(long subtotal) => Amount > 0 ? Math.Min(Amount, subtotal) : (long)decimal.Round(subtotal * Percentage, MidpointRounding.AwayFromZero);
}
