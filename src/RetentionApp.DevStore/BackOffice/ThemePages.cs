using System.Globalization;
using System.Text.Json.Nodes;
using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Theme;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.BackOffice;

/// <summary>The theme editor: which embeds and app blocks are in the theme, their settings from the block's schema, and a preview in design mode.</summary>
internal static class ThemePages
{
    public static IResult Show(Store store, HttpContext http) => new Editor(store);

    public static string Do(Store store, HttpContext http, IFormCollection form)
    {
        var (id, block, template) = (form["id"].ToString(), form["block"].ToString(), form["template"].ToString());
        return store.Act(_ => form["do"].ToString() switch
        {
            "switch" => store.Theme.Switch(id) ? "Switched on." : "Switched off.",
            "add" => store.Theme.Add(template, block),
            "remove" => store.Theme.Remove(id),
            "save" => store.Theme.Set(id, SchemaForm.Read(form)),
            "vintage" => (store.Theme.IsVintage = !store.Theme.IsVintage) ? "The live theme is a vintage theme now: no places for app blocks." : "The live theme has JSON templates now.",
            _ => throw new StoreRefusal("There is no such action."),
        });
    }

    private sealed class Editor(Store store) : IResult
    {
        public async Task ExecuteAsync(HttpContext http)
        {
            IResult page;
            try
            {
                var schemas = (await LiquidEngine.Shared.Ask("schemas", new JsonObject { ["extensionDir"] = store.Host.Options.ThemeExtension, ["locale"] = "en" }))!.AsObject();
                page = Pages.Office(store, "Theme editor", "theme", Whole(schemas, http), OfficeEndpoints.Said(http));
            }
            catch (LiquidError error)
            {
                page = Pages.Message(store, "Theme editor", error.Message, 500);
            }
            await page.ExecuteAsync(http);
        }

        private Html Whole(JsonObject schemas, HttpContext http)
        {
            var template = LiveTheme.Templates.Contains(http.Request.Query["template"].ToString()) ? http.Request.Query["template"].ToString() : "product";
            var asked = http.Request.Query["activateAppId"].ToString() is { Length: > 0 } embed ? embed : http.Request.Query["addAppBlockId"].ToString();
            var (embeds, blocks) = store.Read(() => (store.Theme.Embeds.ToArray(), store.Theme.Blocks[template].ToArray()));
            var here = $"/{store.Domain}/theme?template={template}";
            return Html.Of($"""
                {Html.If(asked.Length > 0, () => Html.Of($"""<p class="banner note">The app's link asks for <b>{asked.Split('/')[^1]}</b> on the template <b>{template}</b>.</p>"""))}
                <p class="bar">{Html.Each(LiveTheme.Templates, one => Html.Of($"""<a class="button" href="/{store.Domain}/theme?template={one}"{(one == template ? new Html(" aria-current=\"true\"") : Html.Empty)}>{one}</a> """))}
                  <form method="post" action="/{store.Domain}/theme"><input type="hidden" name="back" value="{here}"><button name="do" value="vintage">{(store.Theme.IsVintage ? "Use a theme with JSON templates" : "Use a vintage theme")}</button></form></p>
                <div class="two even">
                  <div>
                    <section class="card"><h2>App embeds</h2>{Html.Each(Targets(schemas, isEmbed: true), name => Placed(schemas[name]!, name, embeds.FirstOrDefault(one => one.Block == name), "", here))}</section>
                    <section class="card"><h2>Blocks of the template “{template}”</h2>
                      {(store.Theme.IsVintage ? Html.Of($"""<p class="quiet">A vintage theme has no places for app blocks.</p>""") : Html.Each(Targets(schemas, isEmbed: false).Where(name => Fits(schemas[name]!, template)), name => Placed(schemas[name]!, name, blocks.FirstOrDefault(one => one.Block == name), template, here)))}</section>
                  </div>
                  <section class="card flush"><iframe class="preview" title="Preview" src="{Preview(template)}"></iframe></section>
                </div>
                """);
        }

        private string Preview(string template)
        {
            var root = $"/{store.Domain}/storefront";
            var product = store.Read(() => store.Products.Values.FirstOrDefault(one => one.OnSale)?.Handle);
            return (template == "product" && product is not null ? $"{root}/products/{product}" : template == "cart" ? $"{root}/cart" : $"{root}/") + "?design_mode=1";
        }

        private static IEnumerable<string> Targets(JsonObject schemas, bool isEmbed) => schemas.Where(one => ((string?)one.Value!["target"] == "section") != isEmbed).Select(one => one.Key);

        private static bool Fits(JsonNode schema, string template) =>
            schema["enabled_on"]?["templates"] is not JsonArray wanted || wanted.Any(one => (string?)one == template || (string?)one == "*");

        private Html Placed(JsonNode schema, string name, PlacedBlock? placed, string template, string here)
        {
            var title = (string?)schema["name"] ?? name;
            if (placed is null) return Html.Of($"""<form method="post" action="/{store.Domain}/theme" class="block"><input type="hidden" name="back" value="{here}"><input type="hidden" name="block" value="{name}"><input type="hidden" name="template" value="{template}"><b>{title}</b> <code>{name}</code> <button name="do" value="add">Add</button></form>""");
            return Html.Of($"""
                <details class="block"{(placed.IsOn ? new Html(" open") : Html.Empty)}><summary><b>{title}</b> <code>{name}</code> <span class="badge {(placed.IsOn ? "paid" : "")}">{(placed.IsOn ? "on" : "off")}</span></summary>
                  <form method="post" action="/{store.Domain}/theme">
                    <input type="hidden" name="back" value="{here}"><input type="hidden" name="id" value="{placed.Id}">
                    {SchemaForm.Write(schema, placed.Settings)}
                    <p class="actions"><button class="primary" name="do" value="save">Save settings</button><button name="do" value="switch">{(placed.IsOn ? "Switch off" : "Switch on")}</button>{Html.If(template.Length > 0, () => new Html("""<button class="danger" name="do" value="remove">Remove</button>"""))}</p>
                  </form>
                </details>
                """);
        }
    }
}

/// <summary>A form made of a block's settings, and back.</summary>
internal static class SchemaForm
{
    public static Html Write(JsonNode schema, JsonObject values) => Html.Each((schema["settings"] as JsonArray ?? []).Select(one => one!.AsObject()), setting =>
    {
        var (kind, id) = ((string)setting["type"]!, (string?)setting["id"]);
        if (id is null) return kind == "header" ? Html.Of($"""<h3>{(string?)setting["content"]}</h3>""") : Html.Of($"""<p class="quiet">{(string?)setting["content"]}</p>""");
        var value = values[id] ?? setting["default"];
        var text = value is JsonValue one ? one.ToString() : "";
        var info = Html.If(setting["info"] is not null, () => Html.Of($"""<span class="quiet">{(string?)setting["info"]}</span>"""));
        var known = Html.Of($"""<input type="hidden" name="kind.{id}" value="{kind}">""");
        var field = kind switch
        {
            "checkbox" => Html.Of($"""<label class="inline"><input type="checkbox" name="set.{id}" value="true"{(text == "true" ? new Html(" checked") : Html.Empty)}> {(string?)setting["label"]} {info}</label>"""),
            "select" or "radio" => Html.Of($"""<label>{(string?)setting["label"]} <select name="set.{id}">{Html.Each(setting["options"]!.AsArray(), option => Html.Of($"""<option value="{(string?)option!["value"]}"{((string?)option["value"] == text ? new Html(" selected") : Html.Empty)}>{(string?)option["label"]}</option>"""))}</select> {info}</label>"""),
            "range" or "number" => Html.Of($"""<label>{(string?)setting["label"]} <input type="number" name="set.{id}" value="{text}" min="{setting["min"]?.ToString()}" max="{setting["max"]?.ToString()}" step="{setting["step"]?.ToString() ?? "any"}"> {info}</label>"""),
            "color" or "color_background" => Html.Of($"""<label>{(string?)setting["label"]} <input name="set.{id}" value="{text}" placeholder="#1f4b38"> {info}</label>"""),
            "textarea" or "richtext" or "html" or "inline_richtext" => Html.Of($"""<label>{(string?)setting["label"]} <textarea name="set.{id}" rows="3">{text}</textarea> {info}</label>"""),
            "text" or "url" => Html.Of($"""<label>{(string?)setting["label"]} <input name="set.{id}" value="{text}" placeholder="{(string?)setting["placeholder"]}"> {info}</label>"""),
            _ => Html.Of($"""<p class="quiet">{(string?)setting["label"]}: filled by the page ({kind}).</p>"""),
        };
        return new Html(known.Text + field.Text);
    });

    /// <summary>What the form says, typed as the schema's settings are.</summary>
    public static JsonObject Read(IFormCollection form)
    {
        var settings = new JsonObject();
        foreach (var name in form.Keys.Where(key => key.StartsWith("kind.", StringComparison.Ordinal)).Select(key => key[5..]))
        {
            var text = form["set." + name].ToString();
            switch (form["kind." + name].ToString())
            {
                case "checkbox":
                    settings[name] = text == "true";
                    break;
                case "range" or "number":
                    if (text.Length > 0) settings[name] = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : throw new StoreRefusal($"“{text}” is not a number.");
                    break;
                case "product" or "collection" or "image_picker" or "article" or "page" or "blog":
                    break;
                default:
                    settings[name] = text;
                    break;
            }
        }
        return settings;
    }
}
