using System.Text;

namespace RetentionApp.Admin;

/// <summary>Comma-separated values as RFC 4180 has them, safe to open in a spreadsheet.</summary>
internal static class Csv
{
    internal const string ContentType = "text/csv; charset=utf-8";

    /// <summary>One line. A cell that a spreadsheet would take for a formula gets an apostrophe in front.</summary>
    internal static string Row(params ReadOnlySpan<string?> cells)
    {
        var line = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0) line.Append(',');
            line.Append(Cell(cells[i] ?? ""));
        }
        return line.Append("\r\n").ToString();
    }

    /// <summary>With the mark by which Excel knows UTF-8.</summary>
    internal static byte[] Bytes(string text) => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)];

    private static string Cell(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠' or '\t' or '\r' or '\n' && !IsNumber(text)) text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : "\"" + text.Replace("\"", "\"\"") + "\"";
    }

    /// <summary>A plain negative number is no formula.</summary>
    private static bool IsNumber(string text) => text.Length > 1 && text[0] == '-' && text.AsSpan(1).IndexOfAnyExcept("0123456789.") < 0;
}
