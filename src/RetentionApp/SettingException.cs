namespace RetentionApp;

/// <summary>A setting is missing or malformed. The message is one line: the setting as it is written in the environment, and what it should hold.</summary>
internal sealed class SettingException(string setting, string expected) : Exception($"{setting} {expected}")
{
    internal string Setting => setting;
}
