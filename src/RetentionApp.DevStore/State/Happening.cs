using RetentionApp.DevStore.Webhooks;

namespace RetentionApp.DevStore.State;

/// <summary>One act of a merchant or shopper. Its topics are serialised when it ends, so that siblings carry the same state and one event id.</summary>
internal sealed class Happening
{
    private readonly List<(string Topic, Func<byte[]> Body)> _said = [];

    public void Say(string topic, Func<byte[]> body) => _said.Add((topic, body));

    public IEnumerable<(string Topic, byte[] Body)> Bodies() => _said.Select(said => (said.Topic, said.Body()));
}
