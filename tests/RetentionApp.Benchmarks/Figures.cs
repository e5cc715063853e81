using System.Globalization;

namespace RetentionApp.Benchmarks;

/// <summary>What was measured against what was promised.</summary>
/// <param name="Goal">Reached when <paramref name="Value"/> is at least this, or at most where <paramref name="IsLimit"/>. Null: for information.</param>
internal sealed record Figure(string Name, double Value, string Unit, double? Goal = null, bool IsLimit = false)
{
    internal double? Ratio => Goal is not { } goal ? null : IsLimit ? goal / Value : Value / goal;
}

/// <summary>Collects figures and prints them side by side at the end; progress goes out at once.</summary>
internal sealed class Report
{
    private readonly List<Figure> figures = [];

    internal void Add(string name, double value, string unit, double? goal = null, bool isLimit = false) => figures.Add(new Figure(name, value, unit, goal, isLimit));

    internal void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    internal void Print()
    {
        var width = figures.Max(figure => figure.Name.Length);
        Console.WriteLine();
        Console.WriteLine($"{"".PadRight(width)} {"measured",20} {"goal",12}   times the goal");
        foreach (var figure in figures)
        {
            var goal = figure.Goal is { } wanted ? (figure.IsLimit ? "≤ " : "≥ ") + Number(wanted) : "";
            var verdict = figure.Ratio is { } ratio ? $"{Number(ratio)}× {(ratio >= 1 ? "" : "MISSED")}" : "";
            Console.WriteLine($"{figure.Name.PadRight(width)} {Number(figure.Value) + " " + figure.Unit,20} {goal,12}   {verdict}");
        }
    }

    internal static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "N0" : "0.00", CultureInfo.InvariantCulture);
}
