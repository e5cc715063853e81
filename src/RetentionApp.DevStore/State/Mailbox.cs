namespace RetentionApp.DevStore.State;

internal sealed record Mail(string To, string Subject, string Text, string Html, DateTime At);

/// <summary>Letters the app would have sent, newest first.</summary>
internal sealed class Mailbox
{
    private readonly Lock _lock = new();
    private readonly List<Mail> _mails = [];

    public IReadOnlyList<Mail> All
    {
        get
        {
            lock (_lock) return [.. Enumerable.Reverse(_mails)];
        }
    }

    public void Add(Mail mail)
    {
        lock (_lock) _mails.Add(mail);
    }
}
