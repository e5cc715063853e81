namespace RetentionApp.Loyalty;

/// <summary>The drawings a level may have, one path each on a grid of 24, drawn as lines in the level's colour.</summary>
internal static class TierIcons
{
    internal static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        ["star"] = "m12 3.5 2.6 5.3 5.9.9-4.3 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8-4.3-4.1 5.900-.9Z",
        ["crown"] = "M4 17.500 2.800 7.500l5 3.500L12 5l4.200 6 5-3.500L20 17.500Zm0 2.500h16",
        ["gem"] = "M7 4.500h10l4 5-9 10.500L3 9.500Zm-4 5h18M9 9.500l3 10.500 3-10.500-3-5Z",
        ["heart"] = "M12 20s-8-4.800-8-10.400A4.600 4.600 0 0 1 12 7a4.600 4.600 0 0 1 8 2.600C20 15.200 12 20 12 20Z",
        ["leaf"] = "M5 19C4.500 10 10 4.500 20 4.500c.5 9-4.500 14.500-13 13M5 20.500c1.500-5 4.500-8.500 9-10.500",
        ["medal"] = "M12 12.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9ZM8.500 13.500 5 3h4.500L12 9.500 14.500 3H19l-3.500 10.500",
        ["flame"] = "M12 21c-4 0-6.500-2.700-6.500-6.300C5.500 10 10 8.500 10.500 3c4 2 5.500 5 5 8 1-.3 1.600-1 2-2 .7 1.500 1 3 1 5 0 4.200-2.500 7-6.500 7Z",
        ["bolt"] = "M13.500 3 5 13.500h6L10.500 21 19 10.500h-6Z",
    };

    internal const string First = "star";

    /// <summary>The drawing of this name, or the first one for a name that is not known.</summary>
    internal static string Of(string name) => All.GetValueOrDefault(name) ?? All[First];
}

internal static class TierColour
{
    /// <summary>Whether it is <c>#rrggbb</c>, and so safe wherever a colour stands.</summary>
    internal static bool IsColour(string? text) => text is ['#', .. { Length: 6 } digits] && digits.All(char.IsAsciiHexDigit);
}
