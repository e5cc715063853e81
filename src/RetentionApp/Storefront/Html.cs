using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace RetentionApp.Storefront;

/// <summary>
/// Finished HTML. <see cref="Of"/> makes it from an interpolated string whose text holes are encoded, for Liquid too:
/// the page is rendered by the shop's theme, where <c>{{ … }}</c> in a customer's name would run.
/// </summary>
internal readonly record struct Html(string Value)
{
    private static readonly HtmlEncoder Encoder = Make();

    internal static readonly Html Empty = new("");

    internal static Html Of(ref Builder builder) => new(builder.ToString());
    internal static Html Text(string? text) => new(text is null ? "" : Encoder.Encode(text));
    internal static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part.Value)));

    public override string ToString() => Value;

    private static HtmlEncoder Make()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);
        settings.ForbidCharacters('{', '}');
        return HtmlEncoder.Create(settings);
    }

    [InterpolatedStringHandler]
    internal readonly ref struct Builder(int literal, int holes)
    {
        private readonly StringBuilder text = new(literal + (holes * 24));

        public void AppendLiteral(string html) => text.Append(html);
        public void AppendFormatted(Html html) => text.Append(html.Value);
        public void AppendFormatted(string? value) => text.Append(Text(value).Value);
        public void AppendFormatted(long value) => text.Append(value.ToString(CultureInfo.InvariantCulture));
        public void AppendFormatted(IEnumerable<Html> parts)
        {
            foreach (var part in parts) text.Append(part.Value);
        }

        public override string ToString() => text.ToString();
    }
}
