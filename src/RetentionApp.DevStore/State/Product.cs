namespace RetentionApp.DevStore.State;

internal sealed class Product
{
    public required long Id { get; init; }
    public required string Handle { get; init; }
    public required string Title { get; set; }
    public required long Price { get; set; }
    public string Currency { get; init; } = "GBP";
    public string Description { get; set; } = "";
    public string Type { get; set; } = "Home";
    public string Vendor { get; set; } = "Fern & Finch";
    public List<string> Tags { get; init; } = [];
    public string Sku { get; init; } = "";

    /// <summary>Which drawing stands for it; see <see cref="Storefront.Pictures"/>.</summary>
    public string Picture { get; init; } = "box";

    /// <summary>Tax in hundredths of a percent: 2000 is 20 %.</summary>
    public int TaxRate { get; set; }
    public bool IsGiftCard { get; init; }
    public bool Deleted { get; set; }

    /// <summary>Products known only from an imported history are not on the shelves.</summary>
    public bool OnSale { get; init; } = true;
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; set; }

    /// <summary>What else the product comes in, with its price; empty when it comes in one kind only.</summary>
    public IReadOnlyList<(string Title, long Price)> Sizes { get; init; } = [];

    public long VariantId => Id + 30_000_000_000_000;

    /// <summary>The kinds one can buy, the first at <see cref="Price"/>.</summary>
    public IReadOnlyList<Variant> Variants => Sizes.Count == 0 ? [new(VariantId, "Default Title", Price, Currency)] : [new(VariantId, "Standard", Price, Currency), .. Sizes.Select((size, at) => new Variant(VariantId + at + 1, size.Title, size.Price, Currency))];

    /// <summary>The position of a variant; 0, the first, when the product has no such variant.</summary>
    public byte VariantAt(long id) => id > VariantId && id - VariantId <= Sizes.Count ? (byte)(id - VariantId) : (byte)0;
}

internal readonly record struct Variant(long Id, string Title, long Price, string Currency);

/// <summary>Products that a merchant put together.</summary>
internal sealed class Collection
{
    public required long Id { get; init; }
    public required string Title { get; init; }
    public required HashSet<long> Products { get; init; }
}
