using Quartz;
using RetentionApp.Api;
using RetentionApp.Data;
using RetentionApp.Hooks;
using RetentionApp.Insights;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shopify;
using RetentionApp.Theme;
using RetentionApp.Webhooks;

namespace RetentionApp.Jobs;

/// <summary>
/// Every timed job and its interval. A job may run at any moment, twice, or on two instances at once: each claims its
/// rows, or does nothing the second time.
/// </summary>
internal static class Schedule
{
    private static readonly TimedJob[] Jobs =
    [
        new("codes", Every(seconds: 1), (services, stop) => services.GetRequiredService<CodeIssuing>().IssueDue(stop)),
        new("tiers", Every(seconds: 1), (services, stop) => services.GetRequiredService<TierRunner>().Run(stop)),
        new("customer-pushes", Every(seconds: 3), (services, stop) => services.GetRequiredService<CustomerPushes>().Run(stop)),
        new("theme-pushes", Every(seconds: 3), (services, stop) => services.GetRequiredService<ThemePushes>().Run(stop)),
        new("standing-codes", Every(seconds: 3), (services, stop) => services.GetRequiredService<StandingCodes>().Run(stop)),
        new("closing-codes", Every(seconds: 5), (services, stop) => services.GetRequiredService<CodeClosing>().CloseDue(stop)),
        new("order-refetches", Every(seconds: 2), (services, stop) => services.GetRequiredService<OrderRefetchRun>().Run(stop)),
        new("product-reads", Every(seconds: 2), (services, stop) => services.GetRequiredService<ProductReads>().Run(stop)),
        new("tidy-accounts", Every(seconds: 60), async (services, _) => { while (await services.GetRequiredService<PointsLedger>().Tidy(200) == 200) { } }),
        new("balance-run", Every(seconds: 3), (services, stop) => services.GetRequiredService<BalanceRun>().Run(stop)),
        new("expiry-warnings", Every(seconds: 600), (services, stop) => services.GetRequiredService<ExpiryWarnings>().Run(stop)),
        new("expiry-mending", Nightly(3, 40), (services, stop) => services.GetRequiredService<ExpiryWarnings>().Mend(stop)),
        new("deed-days", Every(seconds: 60), (services, stop) => services.GetRequiredService<DeedDays>().Run(stop)),
        new("quiet-shop-tokens", Every(seconds: 24 * 3600), (services, stop) => services.GetRequiredService<ShopifyTokens>().RenewQuietShops(stop)),
        new("reconciliation", Nightly(3, 10), (services, stop) => services.GetRequiredService<Reconciliation>().Run(stop)),
        new("purge-deliveries", Nightly(4, 20), (services, _) => services.GetRequiredService<DeliveryLog>().Purge()),
        new("figures", Every(seconds: 5), (services, stop) => services.GetRequiredService<FigureKeeper>().RefreshRecent(stop)),
        new("compared-figures", Nightly(4, 40), (services, stop) => services.GetRequiredService<FigureKeeper>().RefreshComparedDays(stop)),
        new("hook-feed", Every(seconds: 1), async (services, _) => { while (await services.GetRequiredService<HookFeed>().Run()) { } }),
        new("hook-sending", Every(seconds: 1), (services, stop) => services.GetRequiredService<HookSending>().SendDue(stop)),
        new("purge-hooks", Nightly(4, 25), (services, _) => services.GetRequiredService<HookLog>().Purge()),
        new("purge-api-requests", Nightly(4, 30), (services, _) => services.GetRequiredService<ApiRequests>().Purge()),
        new("point-imports", Every(seconds: 2), (services, stop) => services.GetRequiredService<PointImportRun>().Run(stop)),
        new("waiting-points", Every(seconds: 300), (services, stop) => services.GetRequiredService<PointRows>().SettleWaiting(stop)),
        new("purge-point-imports", Nightly(4, 30), (services, _) => services.GetRequiredService<PointImports>().Purge()),
        new("point-days", Every(seconds: 5), (services, stop) => services.GetRequiredService<PointCounting>().Run(stop)),
        new("point-closings", Hourly(50), (services, stop) => services.GetRequiredService<PointCounting>().CloseDays(stop)),
        new("shop-wipes", Every(seconds: 300), (services, stop) => services.GetRequiredService<ShopWipes>().Run(stop)),
    ];

    internal static void AddSchedule(this IServiceCollection services)
    {
        // Schedulers are found by name in the whole process, and tests and the DevStore run several hosts in one. It must
        // be a name given here: the clock of an unnamed scheduler would replace the app's own in the container.
        var name = "RetentionApp-" + Guid.NewGuid().ToString("N");
        services.AddQuartz(name, quartz =>
        {
            // Intervals are real time, also where the app's own clock is moved by hand.
            quartz.UseTimeProvider(TimeProvider.System);
            foreach (var job in Jobs)
            {
                quartz.AddJob<TimedJobRunner>(options => options.WithIdentity(job.Name).UsingJobData("name", job.Name));
                quartz.AddTrigger(trigger => trigger.ForJob(job.Name).WithIdentity(job.Name).StartNow().WithSchedule(job.When));
            }
        });
        services.AddQuartzHostedService(name, options =>
        {
            options.WaitForJobsToComplete = true;
            // What a start has to do comes first; jobs would take half of a small machine from it.
            options.StartDelay = TimeSpan.FromSeconds(2);
        });
    }

    private static IScheduleBuilder Every(int seconds) => SimpleScheduleBuilder.Create().WithInterval(TimeSpan.FromSeconds(seconds)).RepeatForever();

    private static IScheduleBuilder Nightly(int hour, int minute) => CronScheduleBuilder.Create($"0 {minute} {hour} * * ?").InTimeZone(TimeZoneInfo.Utc);

    private static IScheduleBuilder Hourly(int minute) => CronScheduleBuilder.Create($"0 {minute} * * * ?").InTimeZone(TimeZoneInfo.Utc);

    private sealed record TimedJob(string Name, IScheduleBuilder When, Func<IServiceProvider, CancellationToken, Task> Work);

    /// <summary>Runs one entry of the list above in a scope of its own; the edge at which a job's bug is logged.</summary>
    [DisallowConcurrentExecution]
    private sealed class TimedJobRunner(IServiceScopeFactory scopes, ILogger<TimedJobRunner> log) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellation)
        {
            var job = Jobs.Single(job => job.Name == context.MergedJobDataMap.GetString("name"));
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                await job.Work(scope.ServiceProvider, cancellation);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogError(failure, "Job {Job} failed", job.Name);
            }
        }
    }
}
