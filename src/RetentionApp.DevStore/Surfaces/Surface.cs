using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RetentionApp.DevStore.Surfaces;

/// <summary>One place in which an extension shows itself: its bundle and its texts, as the build laid them beside the program.</summary>
internal sealed record Surface(string Folder, string Module, string Title)
{
    public static readonly Surface Page = new("loyalty-page", "Page", "Account: loyalty page");
    public static readonly Surface Profile = new("loyalty-account", "Profile", "Account: profile");
    public static readonly Surface OrderStatus = new("loyalty-account", "OrderStatus", "Order status");
    public static readonly Surface ThankYou = new("loyalty-thank-you", "ThankYou", "Thank-you page");
    public static readonly Surface Checkout = new("loyalty-checkout", "Redeem", "Checkout");
    public static readonly Surface Tile = new("loyalty-pos", "Tile", "Home screen: tile");
    public static readonly Surface Home = new("loyalty-pos", "Home", "Behind the tile");
    public static readonly Surface CustomerBlock = new("loyalty-pos", "CustomerBlock", "Customer details: block");
    public static readonly Surface CustomerAction = new("loyalty-pos", "CustomerAction", "Behind the block");

    public static readonly IReadOnlyList<Surface> All = [Page, Profile, OrderStatus, ThankYou, Checkout, Tile, Home, CustomerBlock, CustomerAction];

    /// <summary>Where the extension's source says that the app is; each shop owner puts their own address there.</summary>
    private const string Placeholder = "https://retention.example.com";

    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Surfaces");
    private static readonly ConcurrentDictionary<string, string> Files = new();

    public bool IsTill => Folder == "loyalty-pos";

    public string Script(string appUrl) => Read($"{Folder}/{Module}.mjs").Replace(Placeholder, appUrl, StringComparison.Ordinal);

    /// <summary>In this language, else in English.</summary>
    public JsonObject Texts(string locale)
    {
        var own = $"{Folder}/locales/{locale}.json";
        return JsonSerializer.Deserialize<JsonObject>(Read(File.Exists(Path.Combine(Root, own)) ? own : $"{Folder}/locales/en.default.json"))!;
    }

    /// <summary>Texts as Shopify picks them: the reader's language where the extension has it.</summary>
    public string LanguageOf(string locale) => File.Exists(Path.Combine(Root, Folder, "locales", locale + ".json")) ? locale : "en";

    private static string Read(string name) => Files.GetOrAdd(name, one => File.ReadAllText(Path.Combine(Root, one)));
}
