using Microsoft.Extensions.Localization;
using RetentionApp.Language;

namespace RetentionApp.Loyalty;

/// <summary>What deeds are called: as something to do, and as the reason why points came.</summary>
internal sealed class DeedWords(IStringLocalizer<LoyaltyTexts> texts)
{
    /// <summary>"Create an account"; the merchant's own name where the rule has one.</summary>
    internal string ToDo(DeedRule rule, Words words) => ToDo(rule.Kind, rule.Label, words);

    internal string ToDo(DeedKind kind, string? label, Words words) => (kind, label) switch
    {
        (DeedKind.SocialFollow, { Length: > 0 }) => words[texts, "Follow us on {0}", label],
        (DeedKind.SocialShare, { Length: > 0 }) => words[texts, "Share us on {0}", label],
        (_, { Length: > 0 }) => label,
        (DeedKind.SignUp, _) => words[texts, "Create an account"],
        (DeedKind.Birthday, _) => words[texts, "Your birthday"],
        (DeedKind.Anniversary, _) => words[texts, "Every year with us"],
        (DeedKind.Newsletter, _) => words[texts, "Subscribe to our newsletter"],
        (DeedKind.Review, _) => words[texts, "Write a review"],
        (DeedKind.Referral, _) => words[texts, "Bring a friend"],
        (DeedKind.SocialFollow, _) => words[texts, "Follow us"],
        (DeedKind.SocialShare, _) => words[texts, "Share our shop"],
        (DeedKind.Profile, _) => words[texts, "Complete your profile"],
        _ => words[texts, "Other"],
    };

    /// <summary>"Birthday gift".</summary>
    internal string Reason(DeedKind kind, string? label, Words words) => (kind, label) switch
    {
        (DeedKind.SocialFollow, { Length: > 0 }) => words[texts, "Following us on {0}", label],
        (DeedKind.SocialShare, { Length: > 0 }) => words[texts, "Sharing us on {0}", label],
        (_, { Length: > 0 }) => label,
        (DeedKind.SignUp, _) => words[texts, "Thank you for signing up"],
        (DeedKind.Birthday, _) => words[texts, "Birthday gift"],
        (DeedKind.Anniversary, _) => words[texts, "Another year with us"],
        (DeedKind.Newsletter, _) => words[texts, "Newsletter"],
        (DeedKind.Review, _) => words[texts, "Your review"],
        (DeedKind.Referral, _) => words[texts, "A friend you brought"],
        (DeedKind.SocialFollow, _) => words[texts, "Following us"],
        (DeedKind.SocialShare, _) => words[texts, "Sharing our shop"],
        (DeedKind.Profile, _) => words[texts, "Complete profile"],
        _ => words[texts, "Other"],
    };

    /// <summary>The reason that the ledger's note of a deed holds.</summary>
    internal string Reason(string? note, Words words) => DeedNote.Read(note) is { Kind: { } kind } read ? Reason(kind, read.Label, words) : words[texts, "Other"];

    /// <summary>"Birthday gift taken back: entered twice".</summary>
    internal string Undone(string? note, Words words) => DeedNote.Read(note) switch
    {
        { Kind: { } kind, Reason: { Length: > 0 } reason } read => words[texts, "{0} taken back: {1}", Reason(kind, read.Label, words), reason],
        { Kind: { } kind } read => words[texts, "{0} taken back", Reason(kind, read.Label, words)],
        _ => words[texts, "Taken back"],
    };
}
