using System.Numerics;

namespace RetentionApp.Loyalty.Earning;

/// <summary>
/// An exact fraction: thirds of a penny must not get lost before the one rounding at the end. Whole numbers, which most
/// amounts are, stay in a <see cref="long"/>; everything else is of any size.
/// </summary>
internal readonly struct Ratio : IEquatable<Ratio>
{
    internal static readonly Ratio Zero = new(0);
    internal static readonly Ratio One = new(1);

    private readonly long whole;
    private readonly Parts? parts;

    internal Ratio(long whole) => this.whole = whole;

    internal Ratio(BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (!divisor.IsOne) (numerator, denominator) = (numerator / divisor, denominator / divisor);
        if (denominator.IsOne && numerator >= long.MinValue && numerator <= long.MaxValue) whole = (long)numerator;
        else parts = new Parts(numerator, denominator);
    }

    internal BigInteger Numerator => parts?.Numerator ?? whole;
    internal BigInteger Denominator => parts?.Denominator ?? BigInteger.One;
    private bool IsWhole => parts is null;

    public static Ratio operator +(Ratio a, Ratio b)
    {
        if (a.IsWhole && b.IsWhole && IsSmall(a.whole) && IsSmall(b.whole)) return new(a.whole + b.whole);
        return new(a.Numerator * b.Denominator + b.Numerator * a.Denominator, a.Denominator * b.Denominator);
    }

    public static Ratio operator -(Ratio a) => a.IsWhole && a.whole != long.MinValue ? new(-a.whole) : new(-a.Numerator, a.Denominator);
    public static Ratio operator -(Ratio a, Ratio b) => a + -b;
    public static Ratio operator *(Ratio a, long whole) => a * new Ratio(whole);

    public static Ratio operator *(Ratio a, Ratio b)
    {
        if (a.IsWhole && b.IsWhole && Math.BigMul(a.whole, b.whole, out var product) is var high && high == product >> 63) return new(product);
        return new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);
    }

    public static Ratio operator /(Ratio a, long whole) => new(a.Numerator, a.Denominator * whole);
    public static Ratio operator /(Ratio a, Ratio b) => b < Zero ? -a / -b : new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);
    public static bool operator <(Ratio a, Ratio b) => a.IsWhole && b.IsWhole ? a.whole < b.whole : a.Numerator * b.Denominator < b.Numerator * a.Denominator;
    public static bool operator >(Ratio a, Ratio b) => b < a;
    public static bool operator ==(Ratio a, Ratio b) => a.Equals(b);
    public static bool operator !=(Ratio a, Ratio b) => !a.Equals(b);

    // Always reduced, so equal fractions have equal parts.
    public bool Equals(Ratio other) => whole == other.whole && parts == other.parts;
    public override bool Equals(object? other) => other is Ratio ratio && Equals(ratio);
    public override int GetHashCode() => HashCode.Combine(whole, parts);
    public override string ToString() => IsWhole ? whole.ToString() : $"{Numerator}/{Denominator}";

    /// <summary>Two of these can be added in a long.</summary>
    private static bool IsSmall(long number) => number is > long.MinValue / 2 and < long.MaxValue / 2;

    internal static Ratio Max(Ratio a, Ratio b) => a < b ? b : a;

    /// <summary>An exact decimal, e.g. a rate of 1.5 points.</summary>
    internal static Ratio Of(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var number = new BigInteger(new decimal(bits[0], bits[1], bits[2], bits[3] < 0, 0));
        return new Ratio(number, BigInteger.Pow(10, (bits[3] >> 16) & 0xFF));
    }

    /// <summary>The greatest whole number not above it.</summary>
    internal long Floor()
    {
        if (IsWhole) return whole;
        var quotient = BigInteger.DivRem(Numerator, Denominator, out var rest);
        return (long)(rest.Sign < 0 ? quotient - 1 : quotient);
    }

    /// <summary>A whole number; half a unit is rounded up where the nearest is asked for.</summary>
    internal long Rounded(Rounding rounding) => rounding switch
    {
        Rounding.Up => -(-this).Floor(),
        Rounding.Nearest => ((this * 2 + One) / 2).Floor(),
        _ => Floor(),
    };

    /// <summary>For display, cut to thousandths.</summary>
    internal decimal Shown() => (this * 1000).Floor() / 1000m;

    private sealed record Parts(BigInteger Numerator, BigInteger Denominator);
}
