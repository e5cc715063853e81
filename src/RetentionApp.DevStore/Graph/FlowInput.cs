using System.Text.Json.Nodes;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Graph;

/// <summary>Takes flowTriggerReceive: the handle must be one of the app's triggers and the payload hold every field of its toml.</summary>
internal static class FlowInput
{
    private const int MostBytes = 50_000;

    public static Payload<FlowRun> Receive(Store store, string? handle, JsonNode? payload)
    {
        if (Extension.Flow.FirstOrDefault(one => one.Type == "flow_trigger" && one.Handle == handle) is not { } trigger) return Refuse("handle", $"There is no trigger with the handle '{handle}'");
        if (payload is not JsonObject given) return Refuse("payload", "Payload must be an object");
        if (given.ToJsonString() is var text && text.Length >= MostBytes) return Refuse("payload", "Payload must be under 50000 bytes");
        foreach (var field in trigger.Fields)
        {
            var name = field.Key ?? field.Type.Replace("_reference", "_id", StringComparison.Ordinal);
            if (given[name] is null) return Refuse("payload", $"Field '{name}' is missing");
        }
        if (given.Count > trigger.Fields.Count) return Refuse("payload", "The payload has fields that the trigger does not define");
        var run = new FlowRun(handle!, text, store.Clock.Now);
        store.Merchant.Add(run);
        return new Payload<FlowRun>(run, []);
    }

    private static Payload<FlowRun> Refuse(string field, string message) => new(null, [new UserError([field], message, "INVALID")]);
}
