using System.Globalization;

namespace RetentionApp.Data;

/// <summary>Times as the provider keeps them in SQLite: UTC text, <c>2026-11-22 09:30:00.1234567</c>, noughts at the end left out, so that they compare as they sort.</summary>
internal static class SqliteTimes
{
    internal const int Longest = 27;
    private const int Seconds = 19;

    /// <returns>The number of bytes written.</returns>
    internal static int Write(DateTime at, Span<byte> text)
    {
        at.TryFormat(text, out _, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var fraction = (int)(at.Ticks % TimeSpan.TicksPerSecond);
        if (fraction == 0) return Seconds;
        text[Seconds] = (byte)'.';
        var length = Seconds + 1;
        for (var unit = 1_000_000; fraction > 0; unit /= 10)
        {
            text[length++] = (byte)('0' + fraction / unit);
            fraction %= unit;
        }
        return length;
    }

    internal static DateTime Read(ReadOnlySpan<byte> text)
    {
        if (text.Length is < Seconds or > Longest || text[4] != '-' || text[10] != ' ' || text[13] != ':') throw new FormatException("A stored time cannot be read.");
        var at = new DateTime(Number(text[..4]), Number(text[5..7]), Number(text[8..10]), Number(text[11..13]), Number(text[14..16]), Number(text[17..19]), DateTimeKind.Utc);
        var unit = TimeSpan.TicksPerSecond / 10;
        for (var i = Seconds + 1; i < text.Length; i++, unit /= 10) at = at.AddTicks((text[i] - '0') * unit);
        return at;
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits) number = digit is >= (byte)'0' and <= (byte)'9' ? number * 10 + digit - '0' : throw new FormatException("A stored time cannot be read.");
        return number;
    }
}
