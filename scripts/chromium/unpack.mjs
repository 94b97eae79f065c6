// Unpacks the browser, its fonts and the shared libraries that it needs into the folder that TMPDIR names.
import { join } from "node:path";
import chromium, { inflate } from "@sparticuz/chromium";

await chromium.executablePath();
await inflate(join("node_modules", "@sparticuz", "chromium", "bin", "al2023.tar.br"));
