using RetentionApp.Language;

namespace RetentionApp.Storefront;

/// <summary>Pieces that every part of the loyalty page draws alike.</summary>
internal static class Drawn
{
    /// <summary>Our own sentence; English ones on a page that runs from right to left keep their own direction.</summary>
    internal static Html Plain(Words words, string? text) => words.IsRightToLeft && words.Language == "en" ? Isolated(text) : Html.Text(text);

    /// <summary>Text that somebody typed, whose direction we cannot know.</summary>
    internal static Html Isolated(string? text) => Html.Of($"<bdi>{text}</bdi>");

    internal static Html Icon(string name) => new($"""<svg class="ra-svg" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{name switch
    {
        "tag" => """<path d="M12.6 3.5H19a1.5 1.5 0 0 1 1.5 1.5v6.4a2 2 0 0 1-.6 1.4l-7 7a2 2 0 0 1-2.8 0l-6-6a2 2 0 0 1 0-2.8l7-7a2 2 0 0 1 1.5-.5Z"/><circle cx="16" cy="8" r="1.3"/>""",
        "bag" => """<path d="M5.5 8h13l.9 10.8a1.6 1.6 0 0 1-1.6 1.7H6.2a1.6 1.6 0 0 1-1.6-1.7Z"/><path d="M8.5 10.5V7a3.5 3.5 0 0 1 7 0v3.5"/>""",
        "slider" => """<path d="M4 8h8.500M17.5 8H20M4 16h2.500M11.5 16H20"/><circle cx="15" cy="8" r="2.500"/><circle cx="9" cy="16" r="2.500"/>""",
        "percent" => """<path d="M18.500 5.500l-13 13"/><circle cx="7.500" cy="7.500" r="2.500"/><circle cx="16.500" cy="16.500" r="2.500"/>""",
        "truck" => """<path d="M3.500 6.500h10v10h-10zM13.500 10h3.800l3.200 3.200v3.300h-7"/><circle cx="7.500" cy="17.500" r="1.700"/><circle cx="16.500" cy="17.500" r="1.700"/>""",
        "gift" => """<path d="M4.500 10.500h15v9.500h-15zM3.500 7h17v3.500h-17zM12 7v13M12 7S10.800 3.500 8.800 3.500a1.750 1.750 0 0 0 0 3.500ZM12 7s1.200-3.500 3.200-3.500a1.750 1.750 0 0 1 0 3.500Z"/>""",
        "card" => """<rect x="3.500" y="6" width="17" height="12" rx="2"/><path d="M3.500 10h17M7 14.500h4"/>""",
        "wallet" => """<path d="M4 7.500A2 2 0 0 1 6 5.500h11v3M4 7.500v9.500a2 2 0 0 0 2 2h13.500V8.500H6a2 2 0 0 1-2-1Z"/><circle cx="16" cy="13.700" r="1.200"/>""",
        "key" => """<circle cx="8" cy="15.500" r="4"/><path d="m11 12.500 8.500-8.500M16.500 7l2.500 2.500M14 9.500l1.500 1.500"/>""",
        "cake" => """<path d="M4.500 19.500v-6a2 2 0 0 1 2-2h11a2 2 0 0 1 2 2v6ZM4.500 15.500c2 1.600 3.500 1.600 5 0s3-1.600 5 0 3 1.600 5 0M12 11.500V8M12 5.500V4"/>""",
        "person" => """<circle cx="12" cy="8" r="3.7"/><path d="M4.800 20c.6-3.700 3.300-5.500 7.200-5.500s6.600 1.800 7.200 5.500"/>""",
        "people" => """<circle cx="9" cy="8.500" r="3.200"/><path d="M3 19.500c.4-3.200 2.600-4.900 6-4.900s5.600 1.700 6 4.900M15.500 5.600a3.200 3.200 0 0 1 0 5.800M17 14.900c2.300.5 3.700 2 4 4.600"/>""",
        "mail" => """<rect x="3.500" y="5.500" width="17" height="13" rx="1.800"/><path d="m4 7 8 6 8-6"/>""",
        "star" => """<path d="m12 3.800 2.500 5.200 5.700.8-4.100 4 1 5.700L12 16.800l-5.100 2.700 1-5.700-4.100-4 5.700-.8Z"/>""",
        "heart" => """<path d="M12 19.800S4 15 4 9.300A4.300 4.300 0 0 1 12 7a4.300 4.300 0 0 1 8 2.300c0 5.700-8 10.500-8 10.500Z"/>""",
        "share" => """<circle cx="6.500" cy="12" r="2.500"/><circle cx="17" cy="6" r="2.500"/><circle cx="17" cy="18" r="2.500"/><path d="m8.700 10.800 6.100-3.500M8.700 13.200l6.100 3.500"/>""",
        "flag" => """<path d="M6 20.500V4.500m0 .5c4-2 7.500 2 12 0v8.500c-4.500 2-8-2-12 0"/>""",
        _ => """<path d="m5 12.5 4.5 4.5L19 7.5"/>""",
    }}</svg>""");
}
