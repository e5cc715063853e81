using System.Globalization;
using System.Text.RegularExpressions;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Graph;

/// <summary>The part of Shopify's search syntax the app uses: terms joined by AND or a blank. An unknown field is refused loudly; Shopify would ignore it.</summary>
internal static partial class Search
{
    public static Func<Order, bool> Orders(string? search)
    {
        var tests = Terms(search).Select(OrderTest).ToArray();
        return order => Array.TrueForAll(tests, test => test(order));
    }

    public static Func<Customer, bool> Customers(string? search)
    {
        var tests = Terms(search).Select(CustomerTest).ToArray();
        return customer => Array.TrueForAll(tests, test => test(customer));
    }

    /// <summary>Words without a field, as the app's pickers send them: every one must begin a word of the title, vendor or a tag.</summary>
    public static Func<Product, bool> Products(string? search) => product => Words(search).All(word => Begins($"{product.Title} {product.Vendor} {string.Join(' ', product.Tags)}", word));

    public static Func<Collection, bool> Collections(string? search) => collection => Words(search).All(word => Begins(collection.Title, word));

    private static string[] Words(string? search)
    {
        var words = (search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Any(word => word.Contains(':')) ? throw new GraphRefusal($"The DevStore cannot search for “{search}”") : [.. words.Select(word => word.Trim('*', '"'))];
    }

    private static bool Begins(string text, string word) => text.Split([' ', ',', '-', '&'], StringSplitOptions.RemoveEmptyEntries).Any(one => one.StartsWith(word, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<(string Field, string Sign, string Value)> Terms(string? search)
    {
        if (string.IsNullOrWhiteSpace(search)) yield break;
        var matched = 0;
        foreach (Match match in Term().Matches(search))
        {
            if (search[matched..match.Index].Trim() is not ("" or "AND")) break;
            matched = match.Index + match.Length;
            yield return (match.Groups["field"].Value, match.Groups["sign"].Value, match.Groups["value"].Value.Trim('\'', '"'));
        }
        if (search[matched..].Trim().Length > 0) throw new GraphRefusal($"The DevStore cannot search for “{search[matched..].Trim()}”");
    }

    private static Func<Order, bool> OrderTest((string Field, string Sign, string Value) term) => term.Field switch
    {
        "updated_at" => Times(term, order => order.UpdatedAt),
        "created_at" => Times(term, order => order.CreatedAt),
        "processed_at" => Times(term, order => order.ProcessedAt),
        "customer_id" => order => order.Customer?.Id.ToString(CultureInfo.InvariantCulture) == term.Value,
        "name" => order => order.Name == term.Value || order.Name == "#" + term.Value,
        "financial_status" => order => order.FinancialStatus == term.Value,
        "discount_code" => order => order.Discounts is [var first, ..] && string.Equals(first.Code, term.Value, StringComparison.OrdinalIgnoreCase),
        "test" => order => order.Test == (term.Value == "true"),
        "id" => Ids<Order>(term, order => order.Id),
        _ => throw new GraphRefusal($"The DevStore cannot search orders by {term.Field}"),
    };

    private static Func<Customer, bool> CustomerTest((string Field, string Sign, string Value) term) => term.Field switch
    {
        "updated_at" => Times<Customer>(term, customer => customer.UpdatedAt),
        "customer_date" or "created_at" => Times<Customer>(term, customer => customer.CreatedAt),
        "email" => customer => string.Equals(customer.Email, term.Value, StringComparison.OrdinalIgnoreCase),
        "id" => Ids<Customer>(term, customer => customer.Id),
        _ => throw new GraphRefusal($"The DevStore cannot search customers by {term.Field}"),
    };

    private static Func<Order, bool> Times((string Field, string Sign, string Value) term, Func<Order, DateTime> of) => Times<Order>(term, of);

    private static Func<T, bool> Times<T>((string Field, string Sign, string Value) term, Func<T, DateTime> of)
    {
        if (!DateTime.TryParse(term.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            throw new GraphRefusal($"“{term.Value}” is not a time ({term.Field})");
        return term.Sign switch
        {
            ">=" => one => of(one) >= time,
            ">" => one => of(one) > time,
            "<=" => one => of(one) <= time,
            "<" => one => of(one) < time,
            _ => one => of(one) == time,
        };
    }

    private static Func<T, bool> Ids<T>((string Field, string Sign, string Value) term, Func<T, long> of)
    {
        if (!long.TryParse(term.Value, CultureInfo.InvariantCulture, out var id)) throw new GraphRefusal($"“{term.Value}” is not an id");
        return term.Sign switch { ">" => one => of(one) > id, ">=" => one => of(one) >= id, "<" => one => of(one) < id, _ => one => of(one) == id };
    }

    [GeneratedRegex("""(?<field>[a-z_]+):(?<sign>>=|<=|>|<|)(?<value>'[^']*'|"[^"]*"|[^\s()]+)""")]
    private static partial Regex Term();
}
