using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Storefront;

namespace RetentionApp.DevStore.Proxy;

/// <summary>As much Liquid as a proxy page needs: the layout tag, raw blocks and a few values. Anything else prints nothing, as in Liquid.</summary>
internal static partial class Liquid
{
    public static (string Body, bool InLayout) Render(string template, Store store, Visit visit)
    {
        var inLayout = !NoLayout().IsMatch(template);
        template = NoLayout().Replace(template, "");
        var parts = Raw().Split(template);
        // The pattern has one group, so that every second part is the inside of a raw block.
        for (var i = 0; i < parts.Length; i += 2)
        {
            parts[i] = Output().Replace(parts[i], match => HtmlEncoder.Default.Encode(Value(match.Groups["name"].Value, store, visit)));
            parts[i] = Tag().Replace(parts[i], "");
        }
        return (string.Concat(parts), inLayout);
    }

    private static string Value(string name, Store store, Visit visit) => name switch
    {
        "shop.name" => store.Name,
        "shop.permanent_domain" or "shop.domain" => store.Domain,
        "shop.currency" => store.Currency,
        "customer.first_name" => visit.Customer?.FirstName ?? "",
        "customer.id" => visit.Customer?.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "",
        "request.locale.iso_code" => visit.Locale,
        _ => "",
    };

    [GeneratedRegex(@"\{%-?\s*layout\s+none\s*-?%\}")]
    private static partial Regex NoLayout();

    [GeneratedRegex(@"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", RegexOptions.Singleline)]
    private static partial Regex Raw();

    [GeneratedRegex(@"\{\{-?\s*(?<name>[a-z_.]+)[^}]*\}\}")]
    private static partial Regex Output();

    [GeneratedRegex(@"\{%.*?%\}", RegexOptions.Singleline)]
    private static partial Regex Tag();
}
