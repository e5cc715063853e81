namespace RetentionApp.Admin;

/// <summary>The way to everything that is set up once or looked at rarely.</summary>
internal sealed class SettingsModel : AdminPage;
