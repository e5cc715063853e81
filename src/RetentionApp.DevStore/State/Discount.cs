using System.Globalization;

namespace RetentionApp.DevStore.State;

/// <summary>What a discount acts on. Which classes two codes belong to, and what each allows, decides whether they combine.</summary>
internal enum DiscountClass { Order, Product, Shipping }

/// <summary>A code discount the app created, as DiscountCodeBasicInput or DiscountCodeFreeShippingInput describes it.</summary>
internal sealed class Discount
{
    public required long Id { get; init; }
    public required string Title { get; init; }
    public required string Code { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DevClock Clock { get; init; }
    public DateTime StartsAt { get; init; }
    public DateTime? EndsAt { get; set; }
    public int? UsageLimit { get; init; }
    public bool OncePerCustomer { get; init; }
    public long Amount { get; init; }

    /// <summary>0.1 is 10 %; used when <see cref="Amount"/> is 0.</summary>
    public decimal Percentage { get; init; }
    public bool IsFreeShipping { get; init; }

    /// <summary>The most that shipping may cost to be free.</summary>
    public long? MaximumShipping { get; init; }
    public long MinimumSubtotal { get; init; }
    public int MinimumQuantity { get; init; }

    /// <summary>Products and collections it is limited to; null: all goods.</summary>
    public IReadOnlyList<long>? Products { get; init; }
    public IReadOnlyList<long>? Collections { get; init; }
    public IReadOnlyList<long>? Variants { get; init; }

    /// <summary>Whether it is for all goods.</summary>
    public bool IsForAll => Products is null && Collections is null && Variants is null;

    /// <summary>Null: everybody.</summary>
    public List<long>? Customers { get; init; }
    /// <summary>Only members of one of these; null: no such limit.</summary>
    public IReadOnlyList<Segment>? Segments { get; init; }

    /// <summary>Classes it combines with: "product, order, shipping".</summary>
    public string Combines { get; init; } = "";
    public List<long?> UsedBy { get; } = [];

    public DiscountClass Class => IsFreeShipping ? DiscountClass.Shipping : IsForAll ? DiscountClass.Order : DiscountClass.Product;

    public bool IsActive(DateTime now) => StartsAt <= now && (EndsAt is not { } end || end > now);

    public string Status => StartsAt > Clock.Now ? "SCHEDULED" : IsActive(Clock.Now) ? "ACTIVE" : "EXPIRED";

    public bool CombinesWith(Discount other) => Allows(other.Class) && other.Allows(Class);

    private bool Allows(DiscountClass other) => Combines.Split(", ").Contains(other.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Null when the code may be used, else the words the checkout shows. Subtotal and quantity are those of the goods it is for.</summary>
    public string? Refusal(Customer? customer, long subtotal, int quantity, long shipping, string currency, DateTime now)
    {
        if (StartsAt > now) return "This discount has not started yet.";
        if (EndsAt is { } end && end <= now) return "This discount has ended.";
        if (UsageLimit is { } limit && UsedBy.Count >= limit) return "This code has already been used.";
        if (Customers is { } allowed && (customer is null || !allowed.Contains(customer.Id))) return customer is null ? "Sign in to use this code." : "This code belongs to another customer.";
        if (Segments is { } segments && (customer is null || !segments.Any(segment => segment.Holds(customer)))) return customer is null ? "Sign in to use this code." : "This code is not for you.";
        if (OncePerCustomer && customer is not null && UsedBy.Contains(customer.Id)) return "You have already used this code.";
        if (Class == DiscountClass.Product && quantity == 0) return "This code is not for anything in your cart.";
        if (subtotal < MinimumSubtotal) return $"Spend at least {new Money(MinimumSubtotal, currency).Shown} to use this code.";
        if (quantity < MinimumQuantity) return string.Create(CultureInfo.InvariantCulture, $"Buy at least {MinimumQuantity} items to use this code.");
        if (MaximumShipping is { } most && shipping > most) return $"This code is for shipping of up to {new Money(most, currency).Shown}.";
        return null;
    }

    /// <summary>What comes off goods of this value; a fixed amount comes off once, however many units there are.</summary>
    public long Off(long subtotal) => IsFreeShipping ? 0 : Amount > 0 ? Math.Min(Amount, subtotal) : (long)decimal.Round(subtotal * Percentage, MidpointRounding.AwayFromZero);
}
