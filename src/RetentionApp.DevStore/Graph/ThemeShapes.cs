using System.Text.Json.Nodes;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Graph;

/// <summary>The live theme and its files, as the Admin API shows them.</summary>
internal static class ThemeShapes
{
    private static readonly Shape<string> Body = new Shape<string>("OnlineStoreThemeFileBodyText").Text("content", content => content);

    private static readonly Shape<(string Name, string Content)> File = new Shape<(string Name, string Content)>("OnlineStoreThemeFile").Text("filename", file => file.Name).Text("contentType", _ => "application/json")
        .Number("size", file => System.Text.Encoding.UTF8.GetByteCount(file.Content)).One("body", Body, file => file.Content);

    public static readonly Shape<Store> Theme = new Shape<Store>("OnlineStoreTheme").Gid("id", "OnlineStoreTheme", store => store.ShopId + 2).Text("name", _ => LiveTheme.Name).Text("role", _ => "MAIN")
        .Connection("files", File, (store, selection) => store.Theme.Files([.. (selection.Arguments.GetValueOrDefault("filenames") as JsonArray ?? ["*"]).Select(name => (string)name!)]));

    /// <summary>The store has one theme, and it is live.</summary>
    public static IReadOnlyList<Store> Themes(Store store, Selection selection) => selection.Arguments.GetValueOrDefault("roles") is not JsonArray roles || roles.Any(role => (string?)role == "MAIN") ? [store] : [];
}
