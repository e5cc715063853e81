using RetentionApp.Language;

namespace RetentionApp.Loyalty.Admin;

/// <summary>For the history of changes: the names of the deeds and challenges that a version changed.</summary>
internal static class DeedChanges
{
    internal static string Deeds(ProgrammeSettings old, ProgrammeSettings now, DeedWords words, Words reader) =>
        string.Join(", ", Changed(old.Deeds ?? [], now.Deeds ?? [], rule => rule.Id).Select(rule => words.ToDo(rule, reader)));

    internal static string Challenges(ProgrammeSettings old, ProgrammeSettings now) =>
        string.Join(", ", Changed(old.Challenges ?? [], now.Challenges ?? [], challenge => challenge.Id).Select(challenge => challenge.Name));

    private static IEnumerable<T> Changed<T>(IReadOnlyList<T> old, IReadOnlyList<T> now, Func<T, string> id) where T : class =>
        now.Where(one => !Equals(old.FirstOrDefault(before => id(before) == id(one)), one)).Concat(old.Where(before => now.All(one => id(one) != id(before))));
}
