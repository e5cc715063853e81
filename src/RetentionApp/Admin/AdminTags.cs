using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace RetentionApp.Admin;

/// <summary><c>&lt;icon name="search" /&gt;</c>: one of our own drawings on a 20 × 20 grid, in the colour of the text around it.</summary>
[HtmlTargetElement("icon", Attributes = "name", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTagHelper : TagHelper
{
    private static readonly Dictionary<string, string> Drawings = new()
    {
        ["back"] = "M12.5 4.5 7 10l5.5 5.5",
        ["next"] = "M7.5 4.5 13 10l-5.5 5.5",
        ["search"] = "M9 3.8a5.2 5.2 0 1 0 0 10.4A5.2 5.2 0 0 0 9 3.8Zm3.8 9 3.6 3.6",
        ["check"] = "m5 10.4 3.4 3.4L15 7.2",
        ["up"] = "M10 15.5v-11m0 0L5.5 9M10 4.5 14.5 9",
        ["down"] = "M10 4.500v11m0 0L5.5 11m4.5 4.500L14.5 11",
        ["even"] = "M4.5 10h11",
        ["warning"] = "M10 3.5 17.2 16H2.8L10 3.500Zm0 4.700v3.600m0 2v.1",
        ["info"] = "M10 2.800a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.400Zm0 6.400v4.200m0-7v.1",
        ["close"] = "m5.5 5.5 9 9m0-9-9 9",
        ["external"] = "M11.5 3.800h4.700v4.700m-.3-4.400L9.5 10.500M8.5 5H5.300C4.6 5 4 5.6 4 6.300v8.400c0 .7.6 1.3 1.3 1.300h8.400c.7 0 1.3-.6 1.3-1.300v-3.2",
        ["download"] = "M10 3.500v8.500m0 0-3.3-3.300M10 12l3.3-3.300M4 13.500v1.200c0 .7.6 1.3 1.3 1.300h9.400c.7 0 1.3-.6 1.3-1.300v-1.2",
        ["retry"] = "M15.8 10a5.8 5.8 0 1 1-1.7-4.100L15.8 7.500m0-3.700v3.700h-3.7",
        ["plus"] = "M10 4.500v11M4.5 10h11",
        ["people"] = "M10 10.200a3.1 3.1 0 1 0 0-6.2 3.1 3.1 0 0 0 0 6.200Zm-5.8 6c.4-2.6 2.6-4 5.8-4s5.4 1.4 5.8 4",
        ["inbox"] = "M3.5 11.5 5.6 5.200c.2-.5.7-.9 1.2-.9h6.400c.5 0 1 .4 1.2.9l2.1 6.300v3.200c0 .7-.6 1.3-1.3 1.300H4.800c-.7 0-1.3-.6-1.3-1.300v-3.200Zm0 0h3.700c.4 1.4 1.4 2.1 2.8 2.100s2.4-.7 2.8-2.100h3.7",
        ["shield"] = "M10 3 4.5 5v4.600c0 3.5 2.2 6 5.5 7.4 3.3-1.4 5.5-3.9 5.5-7.400V5L10 3Zm-2.6 6.9 1.9 1.9 3.4-3.6",
        ["tag"] = "M10.6 3.2H16a.9.9 0 0 1 .9.9v5.3c0 .4-.2.8-.5 1.100l-5.900 5.900a1.5 1.5 0 0 1-2.100 0l-4.800-4.800a1.5 1.5 0 0 1 0-2.100L9.500 3.600c.3-.3.7-.4 1.100-.4Zm3 3.300v.1",
        ["slider"] = "M3.500 7h6m4.800 0h2.200M3.500 13h2.200m4.800 0h6M11.900 4.700a2.300 2.300 0 1 1 0 4.600 2.300 2.300 0 0 1 0-4.600Zm-3.800 6a2.300 2.300 0 1 1 0 4.600 2.300 2.300 0 0 1 0-4.600Z",
        ["percent"] = "m15 5-10 10M6.500 4.500a2 2 0 1 1 0 4 2 2 0 0 1 0-4Zm7 7a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z",
        ["truck"] = "M3 5.500h8.200v8H3Zm8.200 3h3l2.800 2.600v2.400h-5.800M6.200 13.200a1.400 1.400 0 1 1 0 2.800 1.400 1.400 0 0 1 0-2.800Zm7.600 0a1.400 1.400 0 1 1 0 2.800 1.400 1.400 0 0 1 0-2.800Z",
        ["gift"] = "M4 9h12v7.500H4ZM3 6h14v3H3Zm7 0v10.500M10 6S9 3 7.300 3a1.500 1.500 0 0 0 0 3Zm0 0s1-3 2.700-3a1.500 1.500 0 0 1 0 3Z",
        ["card"] = "M4.300 5h11.400c.7 0 1.300.6 1.300 1.300v7.400c0 .7-.6 1.300-1.300 1.300H4.300c-.7 0-1.300-.6-1.300-1.300V6.300C3 5.600 3.600 5 4.300 5ZM3 8.500h14M6 12h3",
        ["wallet"] = "M3.500 6.200A1.500 1.500 0 0 1 5 4.700h9v2.500M3.500 6.200v8c0 .8.700 1.500 1.500 1.500h11.500V7.200H5a1.500 1.500 0 0 1-1.500-1Zm9.800 5.200v.1",
        ["key"] = "M6.700 9.800a3.200 3.200 0 1 1 0 6.400 3.200 3.200 0 0 1 0-6.400Zm2.300 1 7-7m-2.300 2.300 2 2m-4.300.3 1.300 1.300",
        ["cake"] = "M4 16.200v-5c0-.8.700-1.500 1.500-1.500h9c.8 0 1.500.7 1.500 1.500v5Zm0-3.400c1.500 1.300 2.500 1.300 4 0s2.500-1.300 4 0 2.500 1.300 4 0M10 9.700V6.800m0-2.200v-1",
        ["clock"] = "M10 2.800a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.400Zm0 3.400V10l2.6 1.7",
        ["star"] = "m10 3.2 2.1 4.3 4.7.7-3.4 3.3.8 4.7-4.2-2.2-4.2 2.2.8-4.700L3.2 8.200l4.7-.7L10 3.200Z",
    };

    /// <summary>Which drawing.</summary>
    public string Name { get; set; } = "";

    /// <summary>Writes the drawing; a screen reader passes over it.</summary>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "icon");
        output.Attributes.SetAttribute("viewBox", "0 0 20 20");
        output.Attributes.SetAttribute("aria-hidden", "true");
        output.Attributes.SetAttribute("focusable", "false");
        output.Content.SetHtmlContent($"<path d=\"{Drawings[Name]}\"/>");
    }
}

/// <summary><c>&lt;moment at="@order.PaidAt" /&gt;</c>: how long ago in words, with the exact time on hover.</summary>
[HtmlTargetElement("moment", Attributes = "at", TagStructure = TagStructure.WithoutEndTag)]
public sealed class MomentTagHelper : TagHelper
{
    /// <summary>A UTC time; nothing is written without one.</summary>
    public DateTime? At { get; set; }

    /// <summary>The view it stands in.</summary>
    [ViewContext, HtmlAttributeNotBound] public ViewContext View { get; set; } = null!;

    /// <summary>Writes a time element in the shop's time zone.</summary>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (At is not { } at) { output.SuppressOutput(); return; }
        var text = View.HttpContext.RequestServices.GetRequiredService<AdminText>();
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", at.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));
        output.Attributes.SetAttribute("title", text.Exact(at));
        output.Content.SetContent(text.Ago(at));
    }
}

/// <summary>
/// One line to type into: label, unit, help and error belong together for the eye and for a screen reader.
/// <c>&lt;field name="points" label="Points" value="5" unit="points" help="…" error="…" /&gt;</c>
/// </summary>
[HtmlTargetElement("field", Attributes = "name,label", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FieldTagHelper(HtmlEncoder html) : TagHelper
{
    /// <summary>The name it is posted under; its id is the same.</summary>
    public string Name { get; set; } = "";
    /// <summary>The text above it.</summary>
    public string Label { get; set; } = "";
    /// <summary>What it holds now.</summary>
    public string? Value { get; set; }
    /// <summary>Written behind the value, inside the frame.</summary>
    public string? Unit { get; set; }
    /// <summary>One sentence under it.</summary>
    public string? Help { get; set; }
    /// <summary>What is wrong with the value.</summary>
    public string? Error { get; set; }
    /// <summary>text, date, search …</summary>
    public string Type { get; set; } = "text";
    /// <summary>Which keyboard a phone shows: numeric or decimal.</summary>
    public string? Keys { get; set; }
    /// <summary>Longest text it takes.</summary>
    public int Longest { get; set; } = 40;
    /// <summary>Whether the form cannot go without it.</summary>
    public bool Required { get; set; }
    /// <summary>Whether a dialog that opens puts the cursor into it.</summary>
    public bool First { get; set; }

    /// <summary>Writes the whole group.</summary>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        // An expression that is null arrives as an empty text.
        (Error, Help, Unit) = (NullIfEmpty(Error), NullIfEmpty(Help), NullIfEmpty(Unit));
        var described = string.Join(' ', new[] { Error is null ? null : Name + "-error", Help is null ? null : Name + "-help", Unit is null ? null : Name + "-unit" }.Where(id => id is not null));
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "field");
        output.Content.AppendHtml($"<label for=\"{Name}\">{html.Encode(Label)}</label><div class=\"input{(Error is null ? "" : " is-wrong")}\">");
        output.Content.AppendHtml($"<input id=\"{Name}\" name=\"{Name}\" type=\"{Type}\" value=\"{html.Encode(Value ?? "")}\" maxlength=\"{Longest}\" autocomplete=\"off\"");
        if (Keys is not null) output.Content.AppendHtml($" inputmode=\"{Keys}\"");
        if (Required) output.Content.AppendHtml(" aria-required=\"true\"");
        if (First) output.Content.AppendHtml(" data-first");
        if (Error is not null) output.Content.AppendHtml(" aria-invalid=\"true\"");
        if (described.Length > 0) output.Content.AppendHtml($" aria-describedby=\"{described}\"");
        output.Content.AppendHtml(">");
        if (Unit is not null) output.Content.AppendHtml($"<span class=\"unit\" id=\"{Name}-unit\">{html.Encode(Unit)}</span>");
        output.Content.AppendHtml("</div>");
        if (Error is not null) output.Content.AppendHtml($"<p class=\"wrong\" id=\"{Name}-error\">{Icon("warning")}{html.Encode(Error)}</p>");
        if (Help is not null) output.Content.AppendHtml($"<p class=\"help\" id=\"{Name}-help\">{html.Encode(Help)}</p>");
    }

    private static string? NullIfEmpty(string? text) => text is { Length: > 0 } ? text : null;

    private static string Icon(string name)
    {
        var output = new TagHelperOutput("icon", [], (_, _) => Task.FromResult<TagHelperContent>(new DefaultTagHelperContent()));
        new IconTagHelper { Name = name }.Process(null!, output);
        using var text = new StringWriter();
        output.WriteTo(text, HtmlEncoder.Default);
        return text.ToString();
    }
}

/// <summary>
/// <c>&lt;check name="tax" label="Taxes" on="true" /&gt;</c>: a box to tick. An unticked box posts nothing, which the page reads as no.
/// </summary>
[HtmlTargetElement("check", Attributes = "name,label", TagStructure = TagStructure.WithoutEndTag)]
public sealed class CheckTagHelper(HtmlEncoder html) : TagHelper
{
    /// <summary>The name it is posted under; its id is the same.</summary>
    public string Name { get; set; } = "";
    /// <summary>The text beside it.</summary>
    public string Label { get; set; } = "";
    /// <summary>Whether it is ticked.</summary>
    public bool On { get; set; }
    /// <summary>One sentence under it.</summary>
    public string? Help { get; set; }

    /// <summary>Writes box and label.</summary>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "check");
        output.Content.AppendHtml($"<input type=\"checkbox\" id=\"{Name}\" name=\"{Name}\" value=\"true\"{(On ? " checked" : "")}{(string.IsNullOrEmpty(Help) ? "" : $" aria-describedby=\"{Name}-help\"")}>");
        output.Content.AppendHtml($"<div><label for=\"{Name}\">{html.Encode(Label)}</label>");
        if (!string.IsNullOrEmpty(Help)) output.Content.AppendHtml($"<p class=\"help\" id=\"{Name}-help\">{html.Encode(Help)}</p>");
        output.Content.AppendHtml("</div>");
    }
}
