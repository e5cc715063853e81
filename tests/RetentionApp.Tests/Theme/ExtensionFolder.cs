namespace RetentionApp.Tests.Theme;

/// <summary>A small theme extension in a folder of its own, so that a test of the DevStore needs nothing of ours.</summary>
internal sealed class ExtensionFolder : IDisposable
{
    internal ExtensionFolder()
    {
        Write("assets/launcher.js", "document.title += '';");
        Write("assets/points.css", ".points { color: green; }");
        Write("locales/en.default.json", """{"points":{"one":"{{ count }} point","other":"{{ count }} points"},"hello":"Hello, {{ name }}","only_english":"Only English"}""");
        Write("locales/ru.json", """{"points":{"one":"{{ count }} балл","few":"{{ count }} балла","many":"{{ count }} баллов","other":"{{ count }} балла"},"hello":"Здравствуйте, {{ name }}"}""");
        Write("snippets/inner.liquid", "[{{ given }}{{ outer }}{{ block.id }}]");
        Write("blocks/launcher.liquid", """
            {% assign outer = 'hidden' %}<aside id="launcher">{{ 'hello' | t: name: customer.first_name }}: {{ 'points' | t: count: customer.metafields['$app:loyalty'].balance.value }}
            {{ 'only_english' | t }} {% render 'inner', given: 'given' %} {{ app.metafields.loyalty.programme.value.path }} {{ block.settings.colour }}{% if request.design_mode %} design{% endif %}</aside>
            {% schema %}{"name":"Launcher","target":"body","javascript":"launcher.js","available_if":"{{ app.metafields.loyalty.ready }}","settings":[{"type":"color","id":"colour","label":"Colour","default":"#123456"}]}{% endschema %}
            """);
        Write("blocks/product-points.liquid", """
            <p class="earn">{{ product.selected_or_first_available_variant.price | divided_by: 100 | times: 5 }} for {{ product.title | escape }} by {{ product.vendor }} in {{ product.collections | map: 'title' | join: ',' }}</p>
            {% schema %}{"name":"Points","target":"section","javascript":"launcher.js","stylesheet":"points.css","settings":[{"type":"checkbox","id":"big","label":"Big","default":false}]}{% endschema %}
            """);
    }

    internal string Path { get; } = Directory.CreateTempSubdirectory("extension-").FullName;

    internal void Write(string file, string text)
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
