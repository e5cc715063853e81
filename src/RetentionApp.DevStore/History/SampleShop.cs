using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.History;

/// <summary>A small believable gift shop with a year behind it. The same seed gives the same shop.</summary>
internal static class SampleShop
{
    private static readonly (string Title, long Price, string Type, string Picture, int Tax, string Text)[] Goods =
    [
        ("White glass vase", 3800, "Vases", "vase", 0, "Mouth-blown in a small workshop. Holds a loose bunch or one long branch."),
        ("Stoneware bud vase", 1900, "Vases", "vase", 0, "For the three stems you picked on the way home."),
        ("Beeswax candle, tall", 1450, "Candles", "candle", 2000, "Burns for forty hours and smells of honey, faintly."),
        ("Cedar & fig candle", 2400, "Candles", "candle", 2000, "A dry, green scent for long evenings."),
        ("Speckled mug", 1600, "Kitchen", "mug", 0, "Holds a generous cup. Dishwasher safe."),
        ("Serving bowl, oak green", 4200, "Kitchen", "bowl", 0, "Wide enough for a salad for six."),
        ("Fern in a clay pot", 2750, "Plants", "plant", 0, "Likes shade, forgives a dry week."),
        ("Linen cushion", 3200, "Textiles", "cushion", 0, "Stone-washed linen with a feather pad."),
        ("Lambswool throw", 7900, "Textiles", "throw", 0, "Woven in Yorkshire, soft from the first day."),
        ("Kitchen wall clock", 5400, "Home", "clock", 0, "A quiet movement. You will not hear it."),
        ("Oak picture frame", 2200, "Home", "frame", 0, "Fits an A4 print, with or without the mount."),
        ("Olive oil soap", 650, "Bath", "soap", 2000, "Three ingredients, cured for six months."),
        ("Dotted notebook", 1250, "Paper", "notebook", 0, "160 pages that lie flat."),
        ("Morning tea, 100 g", 890, "Kitchen", "tea", 0, "Assam and a little Ceylon, for milk."),
        ("Willow basket", 3650, "Home", "basket", 0, "For logs, laundry or the picnic."),
        ("Paper desk lamp", 6800, "Home", "lamp", 2000, "Soft light with a cotton cord."),
    ];

    private static readonly (string First, string Last, string Locale)[] People =
    [
        ("Anna", "Whitfield", "en"), ("Tom", "Okafor", "en"), ("Maria", "Lindqvist", "en"), ("James", "Carter", "en"), ("Priya", "Shah", "en"), ("Ольга", "Кузнецова", "ru"), ("Дмитрий", "Соколов", "ru"),
        ("Екатерина", "Морозова", "ru"), ("Иван", "Петров", "ru"), ("Grace", "Mbeki", "en"), ("Louis", "Fournier", "en"), ("Hannah", "O’Brien", "en"), ("Wei", "Zhang", "en"), ("Sofia", "Rossi", "en"),
        ("Ben", "Hughes", "en"), ("<script>alert('hello')</script>", "& Sons", "en"), ("Ingrid", "Nygård", "en"), ("Noah", "Fischer", "en"), ("Chloé", "Martin", "en"), ("Алексей", "Волков", "ru"),
        ("Ruth", "Adeyemi", "en"), ("George", "Pappas", "en"), ("Yuki", "Tanaka", "en"), ("Elsie", "Brown", "en"), ("Samir", "Haddad", "en"), ("Newcomer", "Without Orders", "en"),
    ];

    private const int OneTimeBuyers = 60;
    private static readonly string[] Firsts = ["Amelia", "Oscar", "Leila", "Marcus", "Freya", "Hugo", "Nadia", "Callum", "Beth", "Tariq", "Clara"];
    private static readonly string[] Lasts = ["Walsh", "Begum", "Novak", "Price", "Santos", "Keller", "Dunn"];

    public static void Fill(Store store)
    {
        var random = new Random(store.Host.Options.Seed);
        var now = store.Clock.Second;
        var products = Goods.Select(one => store.AddProduct(one.Title, one.Price, one.Type, one.Picture, one.Text, one.Tax, at: now.AddDays(-420), tags: Tags(one.Type, one.Price), vendor: one.Type is "Candles" or "Bath" ? "Honey & Wick" : null, sizes: Sizes(one.Title, one.Price))).ToList();
        foreach (var type in products.GroupBy(product => product.Type).Where(type => type.Count() > 1)) store.AddCollection(type.Key, type);
        store.AddCollection("Gifts under £20", products.Where(product => product.Price < 2000));
        var card = store.AddProduct("Gift card", 2500, "Gift cards", "card", "Sent by email, valid for two years.", giftCard: true, at: now.AddDays(-420));
        var customers = People.Select((one, number) => store.AddCustomer(one.First, one.Last, $"{Latin(number)}@example.com", one.Locale, acceptsEmail: number % 3 == 0, at: now.AddDays(-380 + number * 3))).ToList();
        customers[3].Tags.Add("wholesale");
        customers[9].Tags.AddRange(["vip", "london"]);
        var dates = Enumerable.Range(0, 84).Select(_ => now.AddMinutes(-random.Next(2 * 24 * 60, 360 * 24 * 60))).Order().ToArray();
        // Most people buy once and never again; their orders lie between those of the regulars.
        var strangers = new Queue<(DateTime At, Action Buy)>(Strangers(store, products, now).OrderBy(one => one.At));
        for (var number = 0; number < dates.Length; number++)
        {
            while (strangers.TryPeek(out var next) && next.At <= dates[number]) strangers.Dequeue().Buy();
            // The first one and one Russian are regulars, the last one stays without orders. A few others buy often, most do not.
            var customer = number % 12 == 1 ? customers[0] : number % 16 == 2 ? customers[5] : number % 9 == 4 ? null : customers[(int)Math.Min(customers.Count - 2, Math.Abs(random.NextDouble() - random.NextDouble()) * (customers.Count - 1))];
            var wanted = Enumerable.Range(0, random.Next(1, 5)).Select(_ => products[random.Next(products.Count)]).Distinct().Select(product => new Wanted(product, random.Next(1, 4))).ToList();
            if (number % 17 == 6) wanted.Add(new Wanted(card, 1));
            Order? order = null;
            var at = dates[number];
            store.At(at, () => order = store.Buy(customer, wanted, paid: number % 13 != 12, email: customer is null ? $"guest{number}@example.com" : null, shipping: number % 5 == 0 ? 0 : null));
            After(store, order!, number, at);
        }
        foreach (var (_, buy) in strangers) buy();
    }

    private static IEnumerable<(DateTime At, Action Buy)> Strangers(Store store, List<Product> products, DateTime now)
    {
        var random = new Random(store.Host.Options.Seed + 1);
        for (var number = 0; number < OneTimeBuyers; number++)
        {
            var (first, last) = (Firsts[number % Firsts.Length], Lasts[number % Lasts.Length]);
            var at = now.AddMinutes(-random.Next(2 * 24 * 60, 360 * 24 * 60));
            var wanted = new Wanted(products[random.Next(products.Count)], random.Next(1, 3));
            var email = $"{first}.{last}{number}@example.com".ToLowerInvariant();
            yield return (at, () =>
            {
                var customer = store.AddCustomer(first, last, email, "en", at: at.AddMinutes(-20));
                Order? order = null;
                store.At(at, () => order = store.Buy(customer, [wanted]));
                store.At(Past(store, at.AddHours(20)), () => store.Fulfil(order!));
            });
        }
    }

    private static (string Title, long Price)[] Sizes(string title, long price) => title switch
    {
        "White glass vase" => [("Large", price * 3 / 2), ("Extra large", price * 2)],
        "Cedar & fig candle" => [("Three wicks", price * 9 / 4)],
        _ => [],
    };

    private static string[] Tags(string type, long price) => [type.ToLowerInvariant(), .. price < 1500 ? new[] { "small gift" } : price > 5000 ? ["statement"] : []];

    private static void After(Store store, Order order, int number, DateTime at)
    {
        if (!order.IsPaid)
        {
            if (number % 2 == 0) store.At(at.AddDays(2), () => store.Cancel(order));
            return;
        }
        if (number % 23 == 9)
        {
            store.At(at.AddHours(3), () => store.Cancel(order));
            return;
        }
        if (number < 80) store.At(at.AddHours(20), () => store.Fulfil(order));
        if (number < 76) store.At(at.AddHours(44), () => store.Deliver(order));
        if (number % 11 == 3) store.At(Past(store, at.AddDays(6)), () => store.Refund(order, new Dictionary<int, int> { [0] = 1 }, note: "Arrived chipped"));
        else if (number % 19 == 7) store.At(Past(store, at.AddDays(5)), () => store.Refund(order, goodwill: Math.Min(300, order.Total), note: "Late parcel"));
        else if (number % 29 == 12) store.At(Past(store, at.AddDays(9)), () => store.RefundAll(order));
    }

    private static DateTime Past(Store store, DateTime time) => time < store.Clock.Second ? time : store.Clock.Second;

    private static string Latin(int number) => People[number] switch
    {
        ("Ольга", _, _) => "olga", ("Дмитрий", _, _) => "dmitry", ("Екатерина", _, _) => "ekaterina", ("Иван", _, _) => "ivan", ("Алексей", _, _) => "alexey", ("Chloé", _, _) => "chloe",
        var (first, last, _) when first.All(char.IsAsciiLetter) => $"{first}.{new string([.. last.Where(char.IsAsciiLetter)])}".ToLowerInvariant(),
        _ => $"customer{number}",
    };
}
