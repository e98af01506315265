using System.Diagnostics;
using System.Globalization;
using Digits;

// dotnet run -c Release --project samples/Digits [-- [--schemes] [FOLDER-OR-FILE]]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var comparesSchemes = args.FirstOrDefault() is "--schemes";
var given = args.ElementAtOrDefault(comparesSchemes ? 1 : 0);
var path = DigitSet.Find(given);
if (path is null && given is not null)
{
    Console.Error.WriteLine($"No optdigits.tes at '{given}'.");
    return 1;
}

IReadOnlyList<Digit> digits;
try
{
    digits = path is null ? HandTypedDigits.All : DigitSet.Read(path);
}
catch (InvalidDataException malformed)
{
    Console.Error.WriteLine(malformed.Message);
    return 1;
}

Console.WriteLine(path is null
    ? "The data set is not at hand: these are ten digits typed by hand. Give the folder of optdigits.tes (UCI) to measure accuracy."
    : $"{digits.Count} test images of {path}");
if (comparesSchemes)
{
    Schemes.Print(digits);
    return 0;
}

foreach (var digit in digits.Take(3))
    Show(digit);

Console.WriteLine();
Report(nameof(DigitNet8), DigitNet8.Classify, DigitNet8.ModelBytes);
Report(nameof(DigitNet84), DigitNet84.Classify, DigitNet84.ModelBytes);
Report(nameof(DigitNet4), DigitNet4.Classify, DigitNet4.ModelBytes);
Console.WriteLine();
Costs.Print();
return 0;

static void Show(Digit digit)
{
    Console.WriteLine();
    foreach (var row in digit.Pixels.Chunk(8))
        Console.WriteLine("  " + string.Concat(row.Select(pixel => new string(HandTypedDigits.Inks[pixel / 2], 2))).TrimEnd());
    Console.WriteLine($"  -> {DigitNet8.Classify(digit.Pixels)} (8/8), {DigitNet84.Classify(digit.Pixels)} (8/4), {DigitNet4.Classify(digit.Pixels)} (4/4); it is a {digit.Label}");
}

void Report(string name, Classifier classify, int modelBytes)
{
    var right = digits.Count(digit => classify(digit.Pixels) == digit.Label);
    Console.WriteLine($"{name}: accuracy {100.0 * right / digits.Count:F1} % ({right}/{digits.Count}), {Microseconds(classify):F1} us, {modelBytes:N0} bytes");
}

// The best round of many: what one inference costs when nothing else runs.
double Microseconds(Classifier classify)
{
    const int Rounds = 40, Inferences = 500;
    var best = double.MaxValue;
    for (var round = 0; round < Rounds; round++)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Inferences; i++)
            classify(digits[i % digits.Count].Pixels);
        best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / Inferences);
    }

    return best;
}
