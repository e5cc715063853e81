using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace RetentionApp.DevStore.Web;

/// <summary>Markup that is safe to send: everything put into the template is encoded, unless it is markup already.</summary>
internal sealed class Html(string text)
{
    public static readonly Html Empty = new("");

    public string Text => text;

    public static Html Of(Template template) => new(template.Done());

    public static Html Each<T>(IEnumerable<T> items, Func<T, Html> each) => new(string.Concat(items.Select(item => each(item).Text)));

    public static Html If(bool condition, Func<Html> then) => condition ? then() : Empty;

    public IResult Page(int status = 200) => Results.Content(text, "text/html; charset=utf-8", Encoding.UTF8, status);

    [InterpolatedStringHandler]
    internal readonly ref struct Template
    {
        private readonly StringBuilder _text;

        public Template(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + formattedCount * 16);

        public void AppendLiteral(string literal) => _text.Append(literal);

        public void AppendFormatted(Html? markup) => _text.Append(markup?.Text);

        public void AppendFormatted(string? value) => _text.Append(HtmlEncoder.Default.Encode(value ?? ""));

        public void AppendFormatted<T>(T value) => AppendFormatted(string.Create(CultureInfo.InvariantCulture, $"{value}"));

        public void AppendFormatted<T>(T value, string format) where T : IFormattable => AppendFormatted(value.ToString(format, CultureInfo.InvariantCulture));

        public string Done() => _text.ToString();
    }
}
