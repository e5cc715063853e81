namespace RetentionApp.Admin;

/// <summary>Names the merchant's texts: <c>AdminTexts.resx</c> (English) and <c>AdminTexts.ru.resx</c> beside this file.</summary>
internal sealed class AdminTexts;
