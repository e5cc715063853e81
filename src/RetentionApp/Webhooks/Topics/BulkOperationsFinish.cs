using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>bulk_operations/finish</c></summary>
internal sealed class BulkOperationsFinish(HistoryImports imports) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => imports.Finished(incoming.Shop, incoming.Body);
}
