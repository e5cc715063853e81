using RetentionApp.DevStore.Webhooks;

namespace RetentionApp.DevStore.State;

internal sealed partial class Store
{
    /// <summary>Managed installation: Shopify grants the scopes and does not call the app. The first sign is the first admin load.</summary>
    public void Install()
    {
        lock (_lock)
        {
            Installed = true;
            Scopes = [.. Host.Options.Scopes];
        }
    }

    public void Uninstall() => Act(said =>
    {
        if (!Installed) throw new StoreRefusal("The app is not installed.");
        Tokens.Clear();
        AppMetafields.Clear();
        Outbox.Queue(Told("app/uninstalled"));
        Installed = false;
    });

    /// <summary>Shopify sends this 48 hours after an uninstall.</summary>
    public void RedactShop()
    {
        var said = new Happening();
        said.Say("shop/redact", () => Json.Body(json =>
        {
            json.WriteNumber("shop_id", ShopId);
            json.WriteString("shop_domain", Domain);
        }));
        lock (_lock) Outbox.Queue(said);
    }

    public void ChangeScopes(IEnumerable<string> scopes) => Act(said =>
    {
        var before = Scopes;
        Scopes = [.. scopes.Select(scope => scope.Trim()).Where(scope => scope.Length > 0).Distinct()];
        said.Say("app/scopes_update", () => Json.Body(json =>
        {
            json.WriteNumber("id", ShopId);
            Json.Strings(json, "previous", before);
            Json.Strings(json, "current", Scopes);
            json.WriteString("updated_at", Json.Time(this, Today));
        }));
    });

    public void ChangeShop(string name, string currency, string timeZone) => Act(said =>
    {
        Name = name;
        Currency = currency;
        TimeZone = timeZone;
        said.Say("shop/update", () => ShopJson.Body(this));
    });

    /// <summary>True when the scope was granted; a write scope implies its read scope.</summary>
    public bool Grants(string scope) => Read(() => Scopes.Contains(scope) || scope.StartsWith("read_", StringComparison.Ordinal) && Scopes.Contains("write_" + scope[5..]));

    private Happening Told(string topic)
    {
        var said = new Happening();
        said.Say(topic, () => ShopJson.Body(this));
        return said;
    }
}
