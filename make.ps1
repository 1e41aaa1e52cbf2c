# Windows: powershell -ExecutionPolicy Bypass -File make.ps1 demo   (or: test, lint)
param([ValidateSet("demo", "test", "lint")][string]$Task = "demo")
$ErrorActionPreference = "Stop"
$env:PYTHONUTF8 = "1"
function Run { & $args[0] $args[1..($args.Length - 1)]; if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE } }
$extras = if ($Task -eq "demo") { ".[all]" } else { ".[all,notebooks,dev]" }
if (-not (Test-Path .venv\Scripts\python.exe)) { Run py -3 -m venv .venv }
$python = ".venv\Scripts\python.exe"
Run $python -m pip install --quiet --upgrade pip
Run $python -m pip install --quiet -e $extras
switch ($Task) {
    "demo" { Run .venv\Scripts\analyzer.exe demo }
    "test" { Run .venv\Scripts\analyzer.exe models install base voices; Run $python -m pytest }
    "lint" { Run $python -m ruff check .; Run $python -m ruff format --check .; Run $python -m mypy; Run .venv\Scripts\lint-imports.exe }
}
